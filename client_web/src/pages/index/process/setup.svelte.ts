/** A process as its organisers set it up: read anew whenever its log says that something changed. */

import type { CommandArgs, ProcessSetup } from '@protocol/messages'
import { LivePage } from '../../../ui/live-page.svelte'
import { get } from '../../../wire/api'
import type { Answer, Client } from '../../../wire/client'
import type { Plain } from '../../../wire/held'
import { quietly } from '../../../wire/refused'

export class Setup extends LivePage {
  #turn: Promise<void> = Promise.resolve()
  data = $state.raw<ProcessSetup | null>(null)

  constructor(
    client: Client,
    readonly process: string,
  ) {
    super(client, { freezes: true })
  }

  async load(): Promise<Setup> {
    await this.#read()
    this.once(() => {
      const refresh = this.unfrozen(() => void this.#refresh())
      this.followLog(`process/${this.process}`, {
        onSnapshot: refresh,
        onEvents: refresh,
      })
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
    const over = asked.then(() => this.#refresh())
    this.#turn = over.catch(() => undefined)
    return over.then(() => asked)
  }

  /** What is shown stays when the server does not answer. */
  async #refresh(): Promise<void> {
    await quietly(this.#read())
  }

  async #read(): Promise<void> {
    this.data = await get('processes/{id}/setup', { id: this.process })
  }
}
