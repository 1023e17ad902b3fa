/** A value as a page shows it: the newest one, at a pace that can be read, and not while the page is frozen. */

import { untrack } from 'svelte'
import { freeze } from './freeze.svelte'

/** How a value comes to be shown. */
export interface Showing {
  /** It stands still while the page is frozen. */
  freezes: boolean
  /** It is repainted at most this often; 0: as it comes. */
  pace_ms: number
  after(ms: number, act: () => void): void
}

export class Shown<T> {
  #shown = $state.raw<T>() as T
  #newest: T
  #filled = false
  #pausing = false
  #behind = false

  constructor(
    first: T,
    private readonly showing: Showing,
  ) {
    this.#shown = first
    this.#newest = first
  }

  get value(): T {
    return this.#shown
  }

  /** As it is now, frozen or not: what an act must be decided on. */
  get newest(): T {
    return this.#newest
  }

  /** This stood on the page before anything was heard: on a frozen one even the first news waits. */
  begin(value: T): void {
    this.#newest = value
    this.#shown = value
    this.#filled = true
  }

  /** Show it from now on. The first one is shown at once; on a frozen page `changes` says how much waits. */
  set(next: T, changes = 1): void {
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
    this.#behind = this.#pausing
    if (this.#behind) return
    this.#shown = this.#newest
    if (this.showing.pace_ms === 0) return
    this.#pausing = true
    this.showing.after(this.showing.pace_ms, () => {
      this.#pausing = false
      if (this.#behind && !this.#frozen()) this.#repaint()
    })
  }

  #frozen(): boolean {
    return this.showing.freezes && untrack(() => freeze.on)
  }
}
