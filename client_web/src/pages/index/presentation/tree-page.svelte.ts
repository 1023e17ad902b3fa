/** The presentation of a process as a page reads it: anew whenever the log says that it changed. */

import type { CommandArgs, PresentationPage } from '@protocol/messages'
import { Acts } from '../../../state/acts.svelte'
import { LiveLink } from '../../../ui/live-link.svelte'
import { get } from '../../../wire/api'
import type { Answer } from '../../../wire/client'
import { connect } from '../../../ui/connect'
import type { Plain } from '../../../wire/held'
import { Refused } from '../../../wire/refused'
import { branches } from './tree'

export class TreePage {
  readonly client = connect()
  readonly link = new LiveLink(this.client)
  readonly acts = new Acts()
  page = $state.raw<PresentationPage | null>(null)
  readonly tree = $derived(branches(this.page?.nodes ?? []))

  constructor(readonly process: string) {}

  async load(): Promise<TreePage> {
    this.page = await get('processes/{id}/presentation', { id: this.process })
    this.client.followLog(`process/${this.process}`, {
      onSnapshot: () => {},
      onEvents: (events) => {
        if (events.some((event) => event.type.startsWith('presentation_'))) void this.#read()
      },
    })
    return this
  }

  /** Do an act; `key` names the form that hears what became of it. */
  async act<N extends Plain>(key: string, name: N, args: CommandArgs[N]): Promise<Answer<N> | null> {
    const answer = await this.acts.run(key, () => this.client.command(name, args))
    await this.#read()
    return answer
  }

  async #read(): Promise<void> {
    try {
      this.page = await get('processes/{id}/presentation', { id: this.process })
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }
}
