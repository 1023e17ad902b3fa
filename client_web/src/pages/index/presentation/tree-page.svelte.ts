/** The presentation of a process as a page reads it: anew whenever the log says that it changed. */

import type { CommandArgs, PresentationPage } from '@protocol/messages'
import { LivePage } from '../../../ui/live-page.svelte'
import { get } from '../../../wire/api'
import type { Answer, Client } from '../../../wire/client'
import type { Plain } from '../../../wire/held'
import { quietly } from '../../../wire/refused'
import { branches } from './tree'

export class TreePage extends LivePage {
  page = $state.raw<PresentationPage | null>(null)
  readonly tree = $derived(branches(this.page?.nodes ?? []))

  constructor(
    client: Client,
    readonly process: string,
  ) {
    super(client, { freezes: true })
  }

  async load(): Promise<TreePage> {
    this.page = await this.#asked()
    this.once(() => {
      const read = this.unfrozen(() => void this.#read())
      this.followLog(`process/${this.process}`, {
        onSnapshot: () => {},
        onEvents: (events) => {
          if (events.some((event) => event.type.startsWith('presentation_'))) read()
        },
      })
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
    this.page = (await quietly(this.#asked())) ?? this.page
  }

  #asked(): Promise<PresentationPage> {
    return get('processes/{id}/presentation', { id: this.process })
  }
}
