/**
 * Is the way to the stage still there, and when to try another one.
 *
 * ICE itself notices a dead path only after half a minute, and the stage cannot restart ICE: so each
 * leg watches the bytes that come in and, when none do, starts a fresh connection into the same seat.
 * Pure: times and counters in, verdicts out.
 */

/** A connection that carries media hears from the other side at least this often. */
export const SILENCE_MS = 3_000
/** How long a fresh connection may take before it counts as failed. */
export const CONNECT_MS = 6_000
const FIRST_RETRY_MS = 300
const LONGEST_RETRY_MS = 2_000

/** Remembers when bytes last came in. */
export class Watchdog {
  #bytes = -1
  #heard: number

  constructor(mono: number) {
    this.#heard = mono
  }

  /** Take a reading; false when nothing has come in for `SILENCE_MS`. */
  alive(bytes: number, mono: number): boolean {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes
      this.#heard = mono
    }
    return mono - this.#heard < SILENCE_MS
  }
}

/**
 * How long to wait before try number `tries` (from 1): doubling, with full jitter above the first step,
 * and never long, because someone may be speaking. `chance` is 0–1.
 */
export function retryDelay(tries: number, chance: number): number {
  const ceiling = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1))
  return Math.round(FIRST_RETRY_MS / 2 + chance * (ceiling - FIRST_RETRY_MS / 2))
}
