/**
 * The moderation desk as its page follows it: the queues, the open text, the acts.
 *
 * The process's board says when something moved; the queues are then read again, at most once a second. What
 * is open stays open, whoever acts; if it changed under one's hands, `conflict` says so.
 */

import type { AppealOutcome, Block, CommandArgs, Desk, DeskItem, ReportReason } from '@protocol/messages'
import { LivePage } from '../../../ui/live-page.svelte'
import { get } from '../../../wire/api'
import type { Client } from '../../../wire/client'
import { quietly, Refused, type Refusal } from '../../../wire/refused'
import { nextOf } from './offers'

const PACE_MS = 1_000
type BlockVerdict = 'lift_block' | 'decide_block'
type Verdict = 'keep_item' | 'bin_item' | 'restore_item' | 'decide_appeal' | 'undo_moderation'

export interface Judgement {
  reason?: ReportReason
  explanation?: string
  outcome?: AppealOutcome
  days?: number
}

export class ModerationDesk extends LivePage {
  desk = $state.raw<Desk | null>(null)
  /** The text that is open; it may be in no queue. */
  item = $state.raw<DeskItem | null>(null)
  denied = $state<Refusal | null>(null)
  conflict = $state(false)
  /** What was done last, in words of the page. */
  said = $state('')

  constructor(
    client: Client,
    readonly process: string,
  ) {
    super(client, { freezes: true })
    const refresh = this.calmly(
      PACE_MS,
      this.unfrozen(() => void this.refresh()),
    )
    this.followBoard(`process/${process}/board`, (keys) => {
      if ('desk' in keys && this.desk !== null) refresh()
    })
  }

  /** Read the queues, then open the text that was asked for. */
  async load(target: string | null): Promise<void> {
    await this.refresh()
    if (target !== null) await this.open(target)
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
  async judge(item: DeskItem, name: Verdict, said: string, judgement: Judgement = {}): Promise<boolean> {
    const queue = (this.desk?.items ?? []).map(({ target }) => target)
    const place = queue.indexOf(item.target)
    const args = { process: this.process, target: item.target, version: item.version, ...judgement }
    const answer = await this.acts.run(item.target, () =>
      this.client.command(name, args as unknown as CommandArgs[Verdict]),
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

  /** Keep the author of a text from writing; true when it was recorded. */
  async block(item: DeskItem, said: string, judgement: Judgement): Promise<boolean> {
    const args = { process: this.process, target: item.target, ...judgement } as CommandArgs['block_author']
    const answer = await this.acts.run(item.target, () => this.client.command('block_author', args))
    if (answer !== null) this.said = said
    await this.refresh()
    return answer !== null
  }

  /** End a block, or answer its appeal; true when it was recorded. */
  async judgeBlock(block: Block, name: BlockVerdict, said: string, judgement: Judgement): Promise<boolean> {
    const args = { process: this.process, block: block.id, version: block.version, ...judgement }
    const answer = await this.acts.run(block.id, () =>
      this.client.command(name, args as unknown as CommandArgs[BlockVerdict]),
    )
    if (answer !== null) this.said = said
    await this.refresh()
    return answer !== null
  }

  async #read(target: string): Promise<void> {
    const before = this.item
    const item = await quietly(get('processes/{id}/moderation/item', { id: this.process, target }))
    if (item === null || (this.item !== before && this.item?.target !== target)) return
    if (before?.target === target && before.version !== item.version) this.conflict = true
    this.item = item
  }
}
