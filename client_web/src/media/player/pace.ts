/**
 * Whether the page itself keeps up, judged by its own timer: one that is busy or asleep stalls without the
 * network being to blame. Pure.
 */

const LATE_MS = 300
const REMEMBER_MS = 5_000

export class Pace {
  #beat: number | null = null
  #late = Number.NEGATIVE_INFINITY

  /** The timer, which is due much more often than `LATE_MS`, rang at `mono`. */
  beat(mono: number): void {
    if (this.#isLate(mono)) this.#late = mono
    this.#beat = mono
  }

  /** Neither late now nor a moment ago. */
  keepsUp(mono: number): boolean {
    return !this.#isLate(mono) && mono - this.#late > REMEMBER_MS
  }

  #isLate(mono: number): boolean {
    return this.#beat !== null && mono - this.#beat > LATE_MS
  }
}
