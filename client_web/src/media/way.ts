/**
 * Is the way to the stage still there, and when to try another one.
 *
 * ICE itself notices a dead path only after half a minute, and the stage cannot restart ICE: so each
 * leg watches the bytes that come in and, when none do, starts a fresh connection into the same seat.
 * Pure: times and counters in, verdicts out.
 */

/** A connection that was carrying media, or reports on it, hears from the other side at least this often. */
export const SILENCE_MS = 3_000
/** One that carries none hears only the answers to its own checks of the path, every few seconds. */
export const IDLE_SILENCE_MS = 8_000
/** How long a fresh connection may take before it counts as failed. */
export const CONNECT_MS = 6_000
const FLOWING_READINGS = 4
const FIRST_RETRY_MS = 300
const LONGEST_RETRY_MS = 2_000

/** Remembers when bytes last came in, and whether they were flowing. */
export class Watchdog {
  #bytes = -1
  #heard: number
  #in_a_row = 0
  #flowing = false

  constructor(mono: number) {
    this.#heard = mono
  }

  /** Take a reading; false when nothing has come in for longer than silence explains. */
  alive(bytes: number, mono: number): boolean {
    if (bytes !== this.#bytes) {
      this.#bytes = bytes
      this.#heard = mono
      this.#in_a_row += 1
      this.#flowing = this.#in_a_row >= FLOWING_READINGS
    } else {
      this.#in_a_row = 0
    }
    return mono - this.#heard < (this.#flowing ? SILENCE_MS : IDLE_SILENCE_MS)
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
