/**
 * The one switch that stops all automatic change on a page (WCAG 2.2.2), remembered on this device.
 *
 * Pages ask `freeze.on` and hold back what they would have shown; they count what they held back.
 */

import { shelf } from '../wire/shelf'

const KEPT = 'hemicycle.frozen'

class Freeze {
  on = $state(false)
  at = $state(0)
  changes = $state(0)
  #thaws = new Set<() => void>()

  /** Switch; `now` is server time. */
  toggle(now: number): void {
    this.on = !this.on
    this.at = now
    this.changes = 0
    shelf.setItem(KEPT, this.on ? '1' : '')
    if (!this.on) for (const thaw of this.#thaws) thaw()
  }

  /** Take what was chosen before. */
  start(now: number): void {
    this.on = shelf.getItem(KEPT) === '1'
    this.at = now
  }

  /** Called when updates resume: show what was held back. */
  onThaw(act: () => void): () => void {
    this.#thaws.add(act)
    return () => this.#thaws.delete(act)
  }
}

export const freeze = new Freeze()
