/**
 * A consultation as its pages follow it: the live counts, one's own votes and supports, and the acts.
 *
 * Tallies move at most once a second, and not at all while the page is frozen.
 */

import type { Choice, Event, ProcessPage, Tally, Totals } from '@protocol/messages'
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import { type Keys, tallyOf, totalsOf } from '../../../state/board'
import { phaseState, planOf } from '../../../state/phases'
import { nextSeq } from '../../../state/seq'
import { LivePage } from '../../../ui/live-page.svelte'
import { get } from '../../../wire/api'
import type { Client } from '../../../wire/client'
import { quietly } from '../../../wire/refused'
import { account } from '../account.svelte'

const PACE_MS = 1_000

export class Consultation extends LivePage {
  readonly votes = new SvelteMap<string, Choice>()
  /** What was withdrawn on this page, to be put back. */
  readonly withdrawn = new SvelteMap<string, Choice>()
  readonly supports = new SvelteSet<string>()
  /** Ids of what one wrote here. */
  readonly texts = new SvelteSet<string>()
  /** The version that one voted on, by `proposition/{id}` and `argument/{id}`, where it is known. */
  readonly versions = new SvelteMap<string, number>()
  process = $state.raw<ProcessPage | null>(null)
  prompt = $state<'vote' | 'support' | 'write' | null>(null)
  #board = this.shown<Keys>(new Map(), PACE_MS)
  /** The version that one's last press was about. */
  readonly #sent = new Map<string, number>()
  /** Null until it has come. */
  #arguments = this.shown<Keys | null>(null, PACE_MS)

  constructor(client: Client) {
    super(client, { freezes: true })
  }

  /** Whether votes count now: the phase is open on the server's clock. */
  get open(): boolean {
    const plan = this.process === null ? null : planOf(this.process.phases, 'consultation')
    return plan !== null && phaseState(plan, this.link.now) === 'open'
  }

  /** Read the process and follow its numbers; those of the arguments of one proposition if it is named. */
  async load(id: string, proposition: string | null = null): Promise<ProcessPage> {
    const process = await get('processes/{id}', { id })
    this.process = process
    this.once(() => {
      this.#board.begin(new Map())
      this.showBoard(`process/${id}/board`, this.#board)
      if (proposition === null) return
      this.#arguments.begin(null)
      this.showBoard(`process/${id}/arguments/${proposition}`, this.#arguments)
    })
    void this.#loadVotes(id)
    return process
  }

  /** Hear what is written in the process from now on, until what this returns is called. */
  listen(heard: (event: Event) => void): () => void {
    const { id, head = 0 } = this.process ?? {}
    if (id === undefined) return () => {}
    return this.followLog(`process/${id}`, {
      onSnapshot: () => {},
      // A snapshot may be some facts old: what followed it is on the page up to `head`.
      onEvents: (events) => {
        for (const event of events) if (event.offset > head) heard(event)
      },
    })
  }

  /** Votes cast here on a proposition; `known` is what the page was loaded with. */
  tally(proposition: string, known: Tally): Tally {
    return tallyOf(this.#board.value, proposition) ?? known
  }

  /** Supports of an argument cast here; `known` is what the page was loaded with, until its board has come. */
  supportsOf(argument: string, known: number): number {
    const board = this.#arguments.value
    return board === null ? known : ((board.get(`argument/${argument}`) as number | undefined) ?? 0)
  }

  totals(known: Totals): Totals {
    return totalsOf(this.#board.value) ?? known
  }

  /** Vote, or change one's vote. The vote that stands may be cast again: it is sent until it is known to be recorded. */
  vote(proposition: string, choice: Choice, version: number): void {
    if (!this.may('vote')) return
    const same = this.votes.get(proposition) === choice
    if (same && this.acts.isKnown(proposition) && this.#sent.get(proposition) === version) return
    this.#cast(proposition, choice, version)
  }

  withdraw(proposition: string, version: number): void {
    if (this.may('vote')) this.#cast(proposition, null, version)
  }

  #cast(proposition: string, choice: Choice | null, version: number): void {
    const before = this.votes.get(proposition)
    this.#put(proposition, choice)
    this.#sent.set(proposition, version)
    if (choice === null && before !== undefined) this.withdrawn.set(proposition, before)
    const args = { proposition, choice, seq: nextSeq(this.client.now()), version }
    void this.acts
      .run(
        proposition,
        () => this.client.command('vote', args),
        (why) => {
          this.#put(proposition, before ?? null)
          if (why.code === 'sign_in') this.prompt = 'vote'
        },
      )
      .then((done) => done !== null && this.versions.set(`proposition/${proposition}`, version))
  }

  support(argument: string, on: boolean, version: number): void {
    if (!this.may('support')) return
    const before = this.supports.has(argument)
    this.#lean(argument, on)
    const args = { argument, on, seq: nextSeq(this.client.now()), version }
    void this.acts
      .run(
        argument,
        () => this.client.command('vote_argument', args),
        (why) => {
          this.#lean(argument, before)
          if (why.code === 'sign_in') this.prompt = 'support'
        },
      )
      .then((done) => done !== null && this.versions.set(`argument/${argument}`, version))
  }

  /**
   * Whether somebody is signed in; else they are told why it takes an account. While the server did not say, it is
   * asked again, and the act goes: its refusal tells.
   */
  may(what: 'vote' | 'support' | 'write'): boolean {
    if (!account.known) void account.load()
    if (!account.known || account.you !== null) return true
    this.prompt = what
    return false
  }

  #lean(argument: string, on: boolean): void {
    if (on) this.supports.add(argument)
    else this.supports.delete(argument)
  }

  #put(proposition: string, choice: Choice | null): void {
    if (choice === null) this.votes.delete(proposition)
    else {
      this.votes.set(proposition, choice)
      this.withdrawn.delete(proposition)
    }
  }

  async #loadVotes(process: string): Promise<void> {
    await account.load()
    if (account.you === null) return
    const mine = await quietly(get('my/votes', { process }))
    if (mine === null) return
    for (const [proposition, choice] of Object.entries(mine.votes)) this.#put(proposition, choice)
    for (const argument of mine.supports ?? []) this.supports.add(argument)
    for (const text of mine.texts ?? []) this.texts.add(text)
    for (const [target, version] of Object.entries(mine.versions ?? {})) this.versions.set(target, version)
  }
}
