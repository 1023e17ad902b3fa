/** A process as its timeline follows it: where it stands, its debates, what happened, newest first. */

import type { Happening, Happenings, ProcessPage, ProcessView } from '@protocol/messages'
import { foldProcess } from '../../../state/fold-process'
import { LivePage } from '../../../ui/live-page.svelte'
import { get } from '../../../wire/api'
import type { Client } from '../../../wire/client'
import { quietly } from '../../../wire/refused'

const PAGE = 10

export class Timeline extends LivePage {
  page = $state.raw<ProcessPage | null>(null)
  #view = this.shown<ProcessView | null>(null)
  happenings = $state.raw<readonly Happening[]>([])
  /** What is older begins below this offset; null when there is nothing older. */
  before = $state.raw<number | null>(null)
  /** Newest sentences that the reader has not asked for yet: the list moves on request. */
  fresh = $state.raw<readonly Happening[]>([])
  broken = $state(false)

  constructor(
    client: Client,
    readonly process: string,
  ) {
    super(client, { freezes: true })
  }

  get view(): ProcessView | null {
    return this.#view.value
  }

  async load(): Promise<Timeline> {
    const [page, first] = await Promise.all([get('processes/{id}', { id: this.process }), this.#read(null)])
    this.page = page
    this.happenings = first.happenings
    this.before = first.before ?? null
    this.once(() => {
      const look = this.unfrozen(() => void this.#look())
      this.followLog(`process/${this.process}`, {
        onSnapshot: (view) => {
          const again = this.#view.newest !== null
          this.#view.set(view as unknown as ProcessView, 0)
          if (again) look()
        },
        onEvents: (events) => {
          const view = this.#view.newest
          if (view !== null) this.#view.set(events.reduce(foldProcess, view), 0)
          look()
        },
      })
    })
    return this
  }

  /** Put what is older under the list. */
  async older(): Promise<void> {
    if (this.before === null) return
    const page = await quietly(this.#read(this.before))
    this.broken = page === null
    if (page === null) return
    this.happenings = [...this.happenings, ...page.happenings]
    this.before = page.before ?? null
  }

  /** Put what is new on top of the list. */
  show(): void {
    this.happenings = [...this.fresh, ...this.happenings]
    this.fresh = []
  }

  /** Something happened: its sentence is the server's. */
  async #look(): Promise<void> {
    const page = await quietly(this.#read(null))
    if (page === null) return
    const newest = this.happenings[0]?.offset ?? 0
    this.fresh = page.happenings.filter((one) => one.offset > newest)
  }

  #read(before: number | null): Promise<Happenings> {
    return get('processes/{id}/happenings', { id: this.process, before, limit: PAGE })
  }
}
