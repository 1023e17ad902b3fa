/**
 * A consultation as its pages follow it: the live counts, one's own votes and supports, and the acts.
 *
 * Tallies move at most once a second, and not at all while the page is frozen.
 */

import type { Choice, Event, ProcessPage, Tally, Totals } from '@protocol/messages'
import { SvelteMap, SvelteSet } from 'svelte/reactivity'
import { Acts } from '../../../state/acts.svelte'
import { mergeKeys } from '../../../state/board'
import { phaseState, planOf } from '../../../state/phases'
import { nextSeq } from '../../../state/seq'
import { freeze } from '../../../ui/freeze.svelte'
import { LiveLink } from '../../../ui/live-link.svelte'
import { get } from '../../../wire/api'
import { connect } from '../../../ui/connect'
import { Refused } from '../../../wire/refused'
import { account } from '../account.svelte'

const PACE_MS = 1_000

/** Keys of a board that are not shown yet; with `all` they are the whole board. */
type Coming = { keys: Record<string, unknown>; all: boolean }

export class Consultation {
  readonly client = connect()
  readonly link = new LiveLink(this.client)
  readonly acts = new Acts()
  readonly votes = new SvelteMap<string, Choice>()
  readonly supports = new SvelteSet<string>()
  /** Ids of what one wrote here. */
  readonly texts = new SvelteSet<string>()
  /** The version that one voted on, by `proposition/{id}` and `argument/{id}`, where it is known. */
  readonly versions = new SvelteMap<string, number>()
  process = $state.raw<ProcessPage | null>(null)
  prompt = $state<'vote' | 'support' | 'write' | null>(null)
  #board = new SvelteMap<string, unknown>()
  #coming: Coming = { keys: {}, all: false }
  #arguments = new SvelteMap<string, unknown>()
  #isArgued = $state(false)
  #comingArguments: Coming = { keys: {}, all: false }
  #stops: (() => void)[] = []
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

  /** Read the process and follow its numbers; those of the arguments of one proposition if it is named. */
  async load(id: string, proposition: string | null = null): Promise<ProcessPage> {
    this.process = await get('processes/{id}', { id })
    for (const stop of this.#stops) stop()
    this.#stops = [
      this.client.followBoard(`process/${id}/board`, (keys, all) => {
        this.#coming = joined(this.#coming, keys, all)
        this.#arrived(keys)
      }),
    ]
    if (proposition !== null)
      this.#stops.push(
        this.client.followBoard(`process/${id}/arguments/${proposition}`, (keys, all) => {
          this.#comingArguments = joined(this.#comingArguments, keys, all)
          this.#arrived(keys)
        }),
      )
    void this.#loadVotes(id)
    return this.process
  }

  /** Hear what is written in the process from now on, until what this returns is called. */
  listen(heard: (event: Event) => void): () => void {
    const id = this.process?.id
    if (id === undefined) return () => {}
    const began_ms = performance.now()
    return this.client.followLog(`process/${id}`, {
      onSnapshot: () => {},
      // A snapshot may be some facts old: what followed it before now is on the page already.
      onEvents: (events) => {
        const since = this.client.now() - (performance.now() - began_ms)
        for (const event of events) if (event.at > since) heard(event)
      },
    })
  }

  /** Votes cast here on a proposition; `known` is what the page was loaded with. */
  tally(proposition: string, known: Tally): Tally {
    return (this.#board.get(`proposition/${proposition}`) as Tally | undefined) ?? known
  }

  /** Supports of an argument cast here; `known` is what the page was loaded with, until its board has come. */
  supportsOf(argument: string, known: number): number {
    const supports = this.#arguments.get(`argument/${argument}`) as number | undefined
    return supports ?? (this.#isArgued ? 0 : known)
  }

  totals(known: Totals): Totals {
    return (this.#board.get('totals') as Totals | undefined) ?? known
  }

  vote(proposition: string, choice: Choice | null, version: number): void {
    if (!this.may('vote')) return
    const before = this.votes.get(proposition)
    this.#put(proposition, choice)
    const args = { proposition, choice, seq: nextSeq(this.client.now()), version }
    void this.acts
      .run(
        proposition,
        () => this.client.command('vote', args),
        () => this.#put(proposition, before ?? null),
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
        () => this.#lean(argument, before),
      )
      .then((done) => done !== null && this.versions.set(`argument/${argument}`, version))
  }

  /** Whether somebody is signed in; else they are told why it takes an account. */
  may(what: 'vote' | 'support' | 'write'): boolean {
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
    else this.votes.set(proposition, choice)
  }

  #arrived(keys: Record<string, unknown>): void {
    if (freeze.on) freeze.changes += Object.keys(keys).length
    else if (this.#pause === null) this.#repaint()
  }

  #repaint(): void {
    const [board, argued] = [this.#coming, this.#comingArguments]
    if (freeze.on || (isNothing(board) && isNothing(argued))) return
    mergeKeys(this.#board, board.keys, board.all)
    mergeKeys(this.#arguments, argued.keys, argued.all)
    this.#isArgued ||= argued.all
    this.#coming = { keys: {}, all: false }
    this.#comingArguments = { keys: {}, all: false }
    this.#pause ??= setTimeout(() => {
      this.#pause = null
      this.#repaint()
    }, PACE_MS)
  }

  async #loadVotes(process: string): Promise<void> {
    await account.load()
    if (account.you === null) return
    try {
      const mine = await get('my/votes', { process })
      for (const [proposition, choice] of Object.entries(mine.votes)) this.#put(proposition, choice)
      for (const argument of mine.supports ?? []) this.supports.add(argument)
      for (const text of mine.texts ?? []) this.texts.add(text)
      for (const [target, version] of Object.entries(mine.versions ?? {})) this.versions.set(target, version)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }
}

function joined(before: Coming, keys: Record<string, unknown>, all: boolean): Coming {
  return all ? { keys, all } : { keys: { ...before.keys, ...keys }, all: before.all }
}

function isNothing(coming: Coming): boolean {
  return !coming.all && Object.keys(coming.keys).length === 0
}
