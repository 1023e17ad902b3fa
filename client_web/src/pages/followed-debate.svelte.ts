/**
 * One debate as the console, stage, board and overlay pages follow it: logs folded, boards merged, as state.
 *
 * Folding is `state/`, the link is `wire/`; what a page shows of it is the page's. While *Figer* is on,
 * what arrives is kept behind and shown when it is switched off.
 */

import type { Code, DebateView, DeskView, Event, TopicCode } from '@protocol/messages'
import type { Keys } from '../state/board'
import { emptyDebate, foldDebateAll } from '../state/fold-debate'
import { foldDesk } from '../state/fold-desk'
import { Follower, type FollowerOptions } from '../ui/follower'
import type { Shown } from '../ui/shown.svelte'
import type { Client } from '../wire/client'

/** What a page follows beside the debate's public log and board. */
export interface FollowedParts extends FollowerOptions {
  desk?: boolean
  stage?: boolean
  /** The debate's board is repainted at most this often; 0: as it comes. */
  pace_ms?: number
}

export class FollowedDebate extends Follower {
  /** Whether the first snapshot of the debate is there. */
  ready = $state(false)
  /** The person's id; null before the welcome and for anonymous pages. */
  me = $state<string | null>(null)
  /** Whether the desk's log was ever read: who is denied after that had the right and lost it. */
  admitted = $state(false)
  /** Why a topic may not be followed; null while all may. */
  denied = $state<Code | TopicCode | null>(null)
  readonly #debate: Shown<DebateView>
  readonly #desk: Shown<DeskView>
  readonly #board: Shown<Keys>
  readonly #deskBoard: Shown<Keys>
  readonly #stageBoard: Shown<Keys>

  constructor(client: Client, id: string, options: FollowedParts = {}) {
    super(client, options)
    this.#debate = this.shown(emptyDebate(id))
    this.#desk = this.shown<DeskView>({ id })
    this.#board = this.shown<Keys>(new Map(), options.pace_ms)
    this.#deskBoard = this.shown<Keys>(new Map())
    this.#stageBoard = this.shown<Keys>(new Map())
    this.onWelcome((you) => {
      this.me = you?.id ?? null
    })
    this.#followDebate(id)
    this.showBoard(`debate/${id}/board`, this.#board)
    if (options.desk) {
      this.#followDesk(id)
      this.showBoard(`debate/${id}/desk/board`, this.#deskBoard)
    }
    if (options.stage) this.showBoard(`debate/${id}/stage/board`, this.#stageBoard)
  }

  get debate(): DebateView {
    return this.#debate.value
  }

  get desk(): DeskView {
    return this.#desk.value
  }

  /** The desk as it is now, frozen or not: what an act must be decided on. */
  get deskNow(): DeskView {
    return this.#desk.newest
  }

  get board(): Keys {
    return this.#board.value
  }

  get deskBoard(): Keys {
    return this.#deskBoard.value
  }

  get stageBoard(): Keys {
    return this.#stageBoard.value
  }

  #followDebate(id: string): void {
    this.followLog(`debate/${id}`, {
      onSnapshot: (view) => {
        this.#debate.set(view as unknown as DebateView, 1)
        this.ready = true
      },
      onEvents: (events) => this.#debate.set(foldDebateAll(this.#debate.newest, events), events.length),
      onLeft: (code) => this.#deny(code),
    })
  }

  #followDesk(id: string): void {
    this.followLog(`debate/${id}/desk`, {
      onSnapshot: (view) => {
        this.#desk.set(view as unknown as DeskView, 1)
        this.admitted = true
      },
      onEvents: (events: readonly Event[]) =>
        this.#desk.set(events.reduce(foldDesk, this.#desk.newest), events.length),
      onLeft: (code) => this.#deny(code),
    })
  }

  #deny(code: Code | TopicCode): void {
    this.denied = code
  }
}
