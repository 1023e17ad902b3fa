/**
 * Whoever follows something live: topics, timers and what a frozen page holds back, let go by one `close`.
 *
 * The client is given and not closed: it may have other followers. Time passes as its surroundings say.
 */

import { type Keys, mergeKeys } from '../state/board'
import type { BoardListener, Client, LogListener } from '../wire/client'
import { freeze } from './freeze.svelte'
import { Shown } from './shown.svelte'

/** How a follower shows what it hears. */
export interface FollowerOptions {
  /** The page has a *Figer* switch and honours it. */
  freezes?: boolean
}

export class Follower {
  readonly #freezes: boolean
  #ends = new Set<() => void>()
  #closed = false

  constructor(
    readonly client: Client,
    { freezes = false }: FollowerOptions = {},
  ) {
    this.#freezes = freezes
  }

  /** Whether nothing on the page may move by itself. */
  get frozen(): boolean {
    return this.#freezes && freeze.on
  }

  /** Follow a log until the answer is called, at the latest until the close. */
  followLog(topic: string, listener: LogListener): () => void {
    return this.#hold(() => this.client.followLog(topic, listener))
  }

  /** Follow a board in the same way. */
  followBoard(topic: string, listener: BoardListener): () => void {
    return this.#hold(() => this.client.followBoard(topic, listener))
  }

  /** Follow a board and show its keys. */
  showBoard(topic: string, shown: Shown<Keys> | Shown<Keys | null>): () => void {
    return this.followBoard(topic, (keys, all) => {
      const next = new Map(shown.newest ?? [])
      mergeKeys(next, keys, all)
      shown.set(next, Object.keys(keys).length)
    })
  }

  /** Called at each welcome, the first and after every return. */
  onWelcome(act: Parameters<Client['onWelcome']>[0]): () => void {
    return this.#hold(() => this.client.onWelcome(act))
  }

  /** Called when a frozen page moves again. */
  onThaw(act: () => void): () => void {
    return this.#hold(() => (this.#freezes ? freeze.onThaw(act) : () => {}))
  }

  /** What follows from news: done with each, on a frozen page once when it moves again. */
  unfrozen(act: () => void): () => void {
    let waits = false
    this.onThaw(() => {
      if (waits) act()
      waits = false
    })
    return () => {
      if (!this.frozen) return act()
      waits = true
      freeze.changes += 1
    }
  }

  /** A value that is repainted at most every `pace_ms`, and not while the page is frozen. */
  shown<T>(first: T, pace_ms = 0): Shown<T> {
    const shown = new Shown(first, {
      freezes: this.#freezes,
      pace_ms,
      after: (ms, act) => this.after(ms, act),
    })
    this.onThaw(() => shown.thaw())
    return shown
  }

  /** Do it once after a while. */
  after(ms: number, act: () => void): () => void {
    const end = this.#hold(() =>
      this.client.around.after(ms, () => {
        end()
        act()
      }),
    )
    return end
  }

  /** Do it again and again; a page that slept does it once for all it missed. */
  every(ms: number, act: () => void): () => void {
    const { mono } = this.client.around
    let due = mono() + ms
    let end = () => {}
    const wait = () => {
      end = this.after(Math.max(0, due - mono()), () => {
        due += ms * Math.max(1, Math.ceil((mono() - due) / ms))
        wait()
        act()
      })
    }
    wait()
    return () => end()
  }

  /** The same, but never while nobody sees the page. */
  everySeen(ms: number, act: () => void): () => void {
    return this.every(ms, () => {
      if (this.client.around.seen()) act()
    })
  }

  /** What may be asked for as often as one likes: it is done once, a while after the first asking. */
  calmly(ms: number, act: () => void): () => void {
    let waits = false
    return () => {
      if (waits) return
      waits = true
      this.after(ms, () => {
        waits = false
        act()
      })
    }
  }

  /** Have this done by the close; the answer does it sooner. */
  atClose(act: () => void): () => void {
    if (this.#closed) act()
    return this.#hold(() => act)
  }

  /** Let go of everything; whatever is begun afterwards is not. */
  close(): void {
    this.#closed = true
    for (const end of this.#ends) end()
  }

  #hold(begin: () => () => void): () => void {
    if (this.#closed) return () => {}
    const stop = begin()
    const end = () => {
      if (this.#ends.delete(end)) stop()
    }
    this.#ends.add(end)
    return end
  }
}
