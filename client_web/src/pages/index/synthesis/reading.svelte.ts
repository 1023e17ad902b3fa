/**
 * A published synthesis as its public page follows it. A newer version is told, never swapped under a reader.
 */

import type { Event, PropositionMap, SynthesisMap } from '@protocol/messages'
import { SvelteSet } from 'svelte/reactivity'
import { LivePage } from '../../../ui/live-page.svelte'
import { get } from '../../../wire/api'
import type { Client } from '../../../wire/client'
import { quietly } from '../../../wire/refused'
import { account } from '../account.svelte'

export class Reading extends LivePage {
  map = $state.raw<SynthesisMap | null>(null)
  /** The number of a version published since this page was loaded. */
  newer = $state<number | null>(null)
  /** One's own arguments, and those one contested in the version shown. */
  readonly mine = new SvelteSet<string>()
  readonly contested = new SvelteSet<string>()
  #pages = new Map<string, Promise<PropositionMap>>()

  constructor(
    client: Client,
    readonly process: string,
    /** The version asked for; null for the newest. */
    readonly number: number | null,
  ) {
    super(client)
    this.followLog(`process/${process}`, {
      onSnapshot: (view) => this.#heard((view as { synthesis?: { number: number } }).synthesis?.number),
      onEvents: (events) => this.#events(events),
    })
  }

  async load(): Promise<SynthesisMap> {
    this.map = await get('processes/{id}/synthesis', { id: this.process, version: this.number })
    void this.#loadMine()
    return this.map
  }

  /** Whether the version shown is the newest one. */
  get isNewest(): boolean {
    return this.map?.version != null && this.map.version.number === this.map.versions?.[0]?.number
  }

  /** A proposition with its arguments, fetched once; a failure may be tried again. */
  page(proposition: string): Promise<PropositionMap> {
    const known = this.#pages.get(proposition)
    if (known !== undefined) return known
    const of = { id: this.process, proposition, version: this.number }
    const coming = get('processes/{id}/synthesis/propositions/{proposition}', of)
    this.#pages.set(proposition, coming)
    coming.catch(() => this.#pages.delete(proposition))
    return coming
  }

  #events(events: readonly Event[]): void {
    for (const { type, body } of events) {
      if (type === 'synthesis_published') this.#heard((body as { number: number }).number)
    }
  }

  #heard(number: number | undefined): void {
    const shown = this.map?.versions?.[0]?.number ?? 0
    if (number !== undefined && this.map !== null && number > shown) this.newer = number
  }

  async #loadMine(): Promise<void> {
    await account.load()
    if (account.you === null) return
    const mine = await quietly(get('processes/{id}/synthesis/mine', { id: this.process }))
    for (const id of mine?.arguments ?? []) this.mine.add(id)
    for (const contest of mine?.contests ?? []) {
      if (contest.synthesis === this.map?.version?.number) this.contested.add(contest.argument)
    }
  }
}
