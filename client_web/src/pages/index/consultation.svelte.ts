/**
 * A process as its pages follow it: the live tallies, one's own votes, and the act of voting.
 *
 * Tallies move at most once a second, and not at all while the page is frozen.
 */

import type { Choice, MyVotes, ProcessPage, Tally, Totals } from '@protocol/messages'
import { SvelteMap } from 'svelte/reactivity'
import { Acts } from '../../state/acts.svelte'
import { mergeKeys } from '../../state/board'
import { phaseState, planOf } from '../../state/phases'
import { nextSeq } from '../../state/seq'
import { freeze } from '../../ui/freeze.svelte'
import { LiveLink } from '../../ui/live-link.svelte'
import { get } from '../../wire/api'
import { connect } from '../../wire/connect'
import { Refused } from '../../wire/refused'
import { account } from './account.svelte'

const PACE_MS = 1_000

export class Consultation {
  readonly client = connect()
  readonly link = new LiveLink(this.client)
  readonly acts = new Acts()
  readonly votes = new SvelteMap<string, Choice>()
  process = $state.raw<ProcessPage | null>(null)
  prompt = $state(false)
  #board = new SvelteMap<string, unknown>()
  #coming: { keys: Record<string, unknown>; all: boolean } = { keys: {}, all: false }
  #stopBoard: (() => void) | null = null
  #pause: ReturnType<typeof setTimeout> | null = null

  constructor() {
    freeze.start(this.client.now())
    freeze.onThaw(() => this.#repaint())
  }

  get now(): number {
    return freeze.on ? freeze.at : this.link.now
  }

  /** Whether votes count now: the phase is open on the server's clock. */
  get open(): boolean {
    const plan = this.process === null ? null : planOf(this.process.phases, 'consultation')
    return plan !== null && phaseState(plan, this.link.now) === 'open'
  }

  /** Read the process and follow its numbers. */
  async load(id: string): Promise<ProcessPage> {
    this.process = await get<ProcessPage>(`processes/${id}`)
    this.#stopBoard?.()
    this.#stopBoard = this.client.followBoard(`process/${id}/board`, (keys, all) => this.#arrived(keys, all))
    void this.#loadVotes(id)
    return this.process
  }

  /** Votes cast here on a proposition; `known` is what the page was loaded with. */
  tally(proposition: string, known: Tally): Tally {
    return (this.#board.get(`proposition/${proposition}`) as Tally | undefined) ?? known
  }

  totals(known: Totals): Totals {
    return (this.#board.get('totals') as Totals | undefined) ?? known
  }

  vote(proposition: string, choice: Choice | null): void {
    if (account.known && account.you === null) {
      this.prompt = true
      return
    }
    const before = this.votes.get(proposition)
    this.#put(proposition, choice)
    const args = { proposition, choice, seq: nextSeq(this.client.now()) }
    void this.acts.run(
      proposition,
      () => this.client.command('vote', args),
      () => this.#put(proposition, before ?? null),
    )
  }

  #put(proposition: string, choice: Choice | null): void {
    if (choice === null) this.votes.delete(proposition)
    else this.votes.set(proposition, choice)
  }

  #arrived(keys: Record<string, unknown>, all: boolean): void {
    this.#coming = all ? { keys, all } : { keys: { ...this.#coming.keys, ...keys }, all: this.#coming.all }
    if (freeze.on) freeze.changes += Object.keys(keys).length
    else if (this.#pause === null) this.#repaint()
  }

  #repaint(): void {
    if (freeze.on || (!this.#coming.all && Object.keys(this.#coming.keys).length === 0)) return
    mergeKeys(this.#board, this.#coming.keys, this.#coming.all)
    this.#coming = { keys: {}, all: false }
    this.#pause ??= setTimeout(() => {
      this.#pause = null
      this.#repaint()
    }, PACE_MS)
  }

  async #loadVotes(process: string): Promise<void> {
    await account.load()
    if (account.you === null) return
    try {
      const { votes } = await get<MyVotes>(`my/votes?${new URLSearchParams({ process })}`)
      for (const [proposition, choice] of Object.entries(votes)) this.#put(proposition, choice)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }
}
