/** An overview as its pages follow it: read once, then the counts of the board, at most once a second. */

import type { Overview } from '@protocol/messages'
import type { Keys } from '../../../state/board'
import { LivePage } from '../../../ui/live-page.svelte'
import { get } from '../../../wire/api'
import type { Client } from '../../../wire/client'
import { type Point, pointsOf } from './points'

const PACE_MS = 1_000

export class OverviewPage extends LivePage {
  #read = $state.raw<Overview | null>(null)
  #board = this.shown<Keys>(new Map(), PACE_MS)
  #points = $derived(this.#read === null ? [] : pointsOf(this.#read, this.#board.value))

  constructor(client: Client) {
    super(client, { freezes: true })
  }

  get points(): readonly Point[] {
    return this.#points
  }

  async load(id: string): Promise<Overview> {
    const read = await get('processes/{id}/overview', { id })
    this.#read = read
    this.once(() => {
      this.#board.begin(new Map())
      this.showBoard(`process/${id}/board`, this.#board)
    })
    return read
  }
}
