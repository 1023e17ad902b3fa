/**
 * The moderation desk as its page follows it: the queues, the open text, the acts.
 *
 * The process's board says when something moved; the queues are then read again, at most once a second. What
 * is open stays open, whoever acts; if it changed under one's hands, `conflict` says so.
 */

import type { AppealOutcome, CommandArgs, Desk, DeskItem, ReportReason } from '@protocol/messages'
import { Acts } from '../../../state/acts.svelte'
import { LiveLink } from '../../../ui/live-link.svelte'
import { get } from '../../../wire/api'
import { connect } from '../../../ui/connect'
import { Refused, type Refusal } from '../../../wire/refused'
import { nextOf } from './offers'

const PACE_MS = 1_000
type Judging = 'keep_item' | 'bin_item' | 'restore_item' | 'decide_appeal' | 'undo_moderation'

export interface Judgement {
  reason?: ReportReason
  explanation?: string
  outcome?: AppealOutcome
}

export class DeskWork {
  readonly client = connect()
  readonly link = new LiveLink(this.client)
  readonly acts = new Acts()
  desk = $state.raw<Desk | null>(null)
  /** The text that is open; it may be in no queue. */
  item = $state.raw<DeskItem | null>(null)
  denied = $state<Refusal | null>(null)
  conflict = $state(false)
  /** What was done last, in words of the page. */
  said = $state('')
  #waits: ReturnType<typeof setTimeout> | null = null
  #stop: () => void

  constructor(readonly process: string) {
    this.#stop = this.client.followBoard(`process/${process}/board`, (keys) => {
      if ('desk' in keys && this.desk !== null) this.#soon()
    })
    const target = new URLSearchParams(location.search).get('target')
    void this.refresh().then(() => {
      if (target !== null) void this.open(target)
    })
  }

  close(): void {
    this.#stop()
    if (this.#waits !== null) clearTimeout(this.#waits)
    this.client.close()
  }

  get all(): DeskItem[] {
    const { items = [], appealed = [], recent = [] } = this.desk ?? {}
    return [...items, ...appealed, ...recent]
  }

  /** Read the queues, and the open text as it stands. */
  async refresh(): Promise<void> {
    try {
      this.desk = await get('processes/{id}/moderation', { id: this.process })
      this.denied = null
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      if (this.desk === null || error.code !== 'unavailable') this.denied = error.code
      return
    }
    if (this.item !== null) await this.#read(this.item.target)
  }

  async open(target: string): Promise<void> {
    if (this.item?.target !== target) this.conflict = false
    this.item = this.all.find((item) => item.target === target) ?? this.item
    await this.#read(target)
  }

  /** Say that one works on it, or let go. */
  async take(item: DeskItem, on: boolean): Promise<void> {
    const args = { process: this.process, target: item.target, on }
    await this.acts.run(item.target, () => this.client.command('claim_item', args))
    await this.refresh()
  }

  /** Decide; true when it was recorded. Then the next of the queue is open. */
  async judge(item: DeskItem, name: Judging, said: string, judgement: Judgement = {}): Promise<boolean> {
    const queue = (this.desk?.items ?? []).map(({ target }) => target)
    const place = queue.indexOf(item.target)
    const args = { process: this.process, target: item.target, version: item.version, ...judgement }
    const answer = await this.acts.run(item.target, () =>
      this.client.command(name, args as unknown as CommandArgs[Judging]),
    )
    const note = this.acts.note(item.target)
    this.conflict = note?.state === 'refused' && note.code === 'changed'
    if (answer !== null) {
      this.said = said
      const next = place >= 0 ? nextOf(queue, item.target, place) : null
      this.item = null
      await this.refresh()
      if (next !== null) await this.open(next)
    } else await this.refresh()
    return answer !== null
  }

  /** Take back one's own last act. */
  async undo(
    said: string,
    item: DeskItem | undefined = this.desk?.recent?.find((each) => each.undoable),
  ): Promise<void> {
    if (item === undefined) return
    if (await this.judge(item, 'undo_moderation', said)) await this.open(item.target)
  }

  async #read(target: string): Promise<void> {
    const before = this.item
    try {
      const item = await get('processes/{id}/moderation/item', { id: this.process, target })
      if (this.item !== before && this.item?.target !== target) return
      if (before?.target === target && before.version !== item.version) this.conflict = true
      this.item = item
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }

  #soon(): void {
    this.#waits ??= setTimeout(() => {
      this.#waits = null
      void this.refresh()
    }, PACE_MS)
  }
}
