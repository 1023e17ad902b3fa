/**
 * One debate as the console, stage, board and overlay pages follow it: logs folded, boards merged, as state.
 *
 * Folding is `state/`, the link is `wire/`; what a page shows of it is the page's. While *Figer* is on,
 * what arrives is kept behind and shown when it is switched off.
 */

import type { Code, DebateView, DeskView, Event, TopicCode } from '@protocol/messages'
import { untrack } from 'svelte'
import { type Keys, mergeKeys } from '../state/board'
import { emptyDebate, foldDebateAll } from '../state/fold-debate'
import { foldDesk } from '../state/fold-desk'
import { freeze } from '../ui/freeze.svelte'
import type { Client } from '../wire/client'

/** What a page follows beside the debate's public log and board. */
export interface RoomOptions {
  desk?: boolean
  stage?: boolean
  /** The page has a *Figer* switch and honours it. */
  freezes?: boolean
  /** The debate's board is repainted at most this often; 0: as it comes. */
  pace_ms?: number
}

/** A value that follows the newest one, unless the page is frozen. */
class Shown<T> {
  #shown = $state.raw<T>() as T
  #newest: T
  readonly #freezes: boolean
  readonly #pace_ms: number
  #filled = false
  #pause: ReturnType<typeof setTimeout> | null = null
  #behind = false

  constructor(first: T, freezes: boolean, pace_ms = 0) {
    this.#shown = first
    this.#newest = first
    this.#freezes = freezes
    this.#pace_ms = pace_ms
  }

  get value(): T {
    return this.#shown
  }

  get newest(): T {
    return this.#newest
  }

  set(next: T, changes: number): void {
    this.#newest = next
    if (this.#filled && this.#frozen()) freeze.changes += changes
    else this.#repaint()
    this.#filled = true
  }

  thaw(): void {
    this.#shown = this.#newest
  }

  /** Show the newest value now, or when the last repaint is old enough. */
  #repaint(): void {
    this.#behind = this.#pause !== null
    if (this.#behind) return
    this.#shown = this.#newest
    if (this.#pace_ms === 0) return
    this.#pause = setTimeout(() => {
      this.#pause = null
      if (this.#behind && !this.#frozen()) this.#repaint()
    }, this.#pace_ms)
  }

  #frozen(): boolean {
    return this.#freezes && untrack(() => freeze.on)
  }
}

export class Room {
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
  #stops: (() => void)[]

  constructor(client: Client, id: string, options: RoomOptions = {}) {
    const freezes = options.freezes ?? false
    this.#debate = new Shown(emptyDebate(id), freezes)
    this.#desk = new Shown<DeskView>({ id }, freezes)
    this.#board = new Shown<Keys>(new Map(), freezes, options.pace_ms)
    this.#deskBoard = new Shown<Keys>(new Map(), freezes)
    this.#stageBoard = new Shown<Keys>(new Map(), freezes)
    const all = [this.#debate, this.#desk, this.#board, this.#deskBoard, this.#stageBoard]
    this.#stops = [
      client.onWelcome((you) => {
        this.me = you?.id ?? null
      }),
      this.#followDebate(client, id),
      this.#followBoard(client, `debate/${id}/board`, this.#board),
      freeze.onThaw(() => {
        for (const shown of all) shown.thaw()
      }),
    ]
    if (options.desk) {
      this.#stops.push(this.#followDesk(client, id))
      this.#stops.push(this.#followBoard(client, `debate/${id}/desk/board`, this.#deskBoard))
    }
    if (options.stage)
      this.#stops.push(this.#followBoard(client, `debate/${id}/stage/board`, this.#stageBoard))
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

  stop(): void {
    for (const stop of this.#stops) stop()
  }

  #followDebate(client: Client, id: string): () => void {
    return client.followLog(`debate/${id}`, {
      onSnapshot: (view) => {
        this.#debate.set(view as unknown as DebateView, 1)
        this.ready = true
      },
      onEvents: (events) => this.#debate.set(foldDebateAll(this.#debate.newest, events), events.length),
      onLeft: (code) => this.#deny(code),
    })
  }

  #followDesk(client: Client, id: string): () => void {
    return client.followLog(`debate/${id}/desk`, {
      onSnapshot: (view) => {
        this.#desk.set(view as unknown as DeskView, 1)
        this.admitted = true
      },
      onEvents: (events: readonly Event[]) =>
        this.#desk.set(events.reduce(foldDesk, this.#desk.newest), events.length),
      onLeft: (code) => this.#deny(code),
    })
  }

  #followBoard(client: Client, topic: string, shown: Shown<Keys>): () => void {
    return client.followBoard(topic, (keys, all) => {
      const next = new Map(shown.newest)
      mergeKeys(next, keys, all)
      shown.set(next, Object.keys(keys).length)
    })
  }

  #deny(code: Code | TopicCode): void {
    this.denied = code
  }
}
