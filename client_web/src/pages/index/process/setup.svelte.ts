/** A process as its organisers set it up: read anew whenever its log says that something changed. */

import type { CommandArgs, ProcessSetup } from '@protocol/messages'
import { Acts } from '../../../state/acts.svelte'
import { LiveLink } from '../../../ui/live-link.svelte'
import { get } from '../../../wire/api'
import type { Answer } from '../../../wire/client'
import { connect } from '../../../ui/connect'
import type { Plain } from '../../../wire/held'
import { Refused } from '../../../wire/refused'

export class Setup {
  readonly client = connect()
  readonly link = new LiveLink(this.client)
  readonly acts = new Acts()
  #turn: Promise<void> = Promise.resolve()
  data = $state.raw<ProcessSetup | null>(null)

  constructor(readonly process: string) {}

  async load(): Promise<Setup> {
    this.data = await get('processes/{id}/setup', { id: this.process })
    this.client.followLog(`process/${this.process}`, {
      onSnapshot: () => void this.#read(),
      onEvents: () => void this.#read(),
    })
    return this
  }

  get mayChange(): boolean {
    return this.data?.may_change !== false
  }

  /** Do an act; `key` names the form that hears what became of it. */
  act<N extends Plain>(key: string, name: N, args: CommandArgs[N]): Promise<Answer<N> | null> {
    return this.#run(key, () => this.client.command(name, args))
  }

  /** Publish what is on the page, if all of it is saved. */
  publish(key: string): Promise<Answer | null> {
    return this.#run(key, () => this.client.judge('publish_process', () => ({ process: this.process })))
  }

  /** One act after another, so that publishing finds what the one before it changed. */
  #run<A extends Answer>(key: string, ask: () => Promise<A>): Promise<A | null> {
    const before = this.#turn
    const asked = this.acts.run(key, async () => {
      await before
      return ask()
    })
    const over = asked.then(() => this.#read())
    this.#turn = over.catch(() => undefined)
    return over.then(() => asked)
  }

  async #read(): Promise<void> {
    try {
      this.data = await get('processes/{id}/setup', { id: this.process })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }
}
