/**
 * The panel of a process as its pages follow it: what everybody reads, the file and what checking it finds,
 * one's own part, the organisers' desk. All is read again when the process's log tells of the panel.
 */

import type { CommandArgs, MyPanel, PanelDeskPage, PanelFile, PanelPage } from '@protocol/messages'
import { canonical } from '../../../draw-check/canonical'
import { sha256 } from '../../../draw-check/digests'
import { type Check, verify } from '../../../draw-check/verify'
import { LivePage } from '../../../ui/live-page.svelte'
import { get } from '../../../wire/api'
import type { Answer, Client } from '../../../wire/client'
import type { Judging, Plain } from '../../../wire/held'
import { quietly, Refused } from '../../../wire/refused'
import { account } from '../account.svelte'
import { type Stage, stageOf } from './stage'

const TOLD_BY = new Set(['panel_advanced', 'pool_challenged', 'challenge_answered'])

export class PanelState extends LivePage {
  page = $state.raw<PanelPage | null>(null)
  file = $state.raw<PanelFile | null>(null)
  checks = $state.raw<Check[]>([])
  fingerprint = $state('')
  mine = $state.raw<MyPanel | null>(null)
  desk = $state.raw<PanelDeskPage | null>(null)
  /** The organisers' desk was refused: this person is none. */
  denied = $state(false)

  constructor(
    client: Client,
    readonly id: string,
    readonly parts: { file?: boolean; desk?: boolean } = {},
  ) {
    super(client, { freezes: true })
  }

  get stage(): Stage | null {
    const view = this.page?.panel
    return view ? stageOf(view, this.link.now) : null
  }

  /** Read all that this page needs, and follow the process. */
  async load(): Promise<PanelPage> {
    const page = await this.#read()
    this.once(() => {
      // What is shown stays when the server does not answer; the next news asks again.
      const read = this.unfrozen(() => void quietly(this.#read()))
      this.followLog(`process/${this.id}`, {
        onSnapshot: () => {},
        onEvents: (events) => {
          if (events.some(({ type }) => TOLD_BY.has(type))) read()
        },
      })
    })
    return page
  }

  /** Ask for an act, and read again what it changed. */
  act<N extends Plain>(key: string, name: N, args: CommandArgs[N]): Promise<boolean> {
    return this.#run(key, () => this.client.command(name, args))
  }

  /** The same for a step of the panel, which counts what was decided before it. */
  judge<N extends Judging>(key: string, name: N, args: CommandArgs[N]): Promise<boolean> {
    return this.#run(key, () => this.client.judge(name, () => args))
  }

  async #run(key: string, ask: () => Promise<Answer>): Promise<boolean> {
    const done = await this.acts.run(key, ask)
    if (done === null) return false
    await quietly(this.#read())
    return true
  }

  async #read(): Promise<PanelPage> {
    await account.load()
    const page = await get('processes/{id}/panel', { id: this.id })
    if (page.panel !== null && this.parts.file)
      this.#check(await get('processes/{id}/panel/file', { id: this.id }))
    if (account.you !== null) {
      this.mine = await get('processes/{id}/panel/mine', { id: this.id })
      if (this.parts.desk) await this.#readDesk()
    } else if (this.parts.desk) this.denied = true
    this.page = page
    return page
  }

  async #readDesk(): Promise<void> {
    try {
      this.desk = await get('processes/{id}/panel/desk', { id: this.id })
    } catch (error) {
      if (!(error instanceof Refused) || error.code !== 'forbidden') throw error
      this.denied = true
    }
  }

  #check(file: PanelFile): void {
    this.file = file
    this.checks = verify(file)
    this.fingerprint = sha256(canonical(file))
  }
}
