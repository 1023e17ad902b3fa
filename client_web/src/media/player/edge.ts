/**
 * How to stay near the live edge: pure steering of the playback rate.
 *
 * The buffer saw-tooths by one fragment, so it is judged by its lowest point of the last second, not by its value
 * now. A little too much is played off at 1.05; far too much is skipped by a seek. Each time the buffer
 * runs dry the safety margin grows by half; it shrinks slowly when all is well.
 */

/** As long as fragments get: three pictures at 25 a second. */
export const FRAGMENT_MS = 120
const MARGIN_MS = 150
const MARGIN_MOST_MS = 1_000
const SEEK_BEYOND_MS = 2_000
const FAST = 1.05
const FASTER = 1.1
const SLOW = 0.95
const WINDOW_MS = 1_000
const CALM_MS = 60_000

/** What to do now: a rate, or a jump to `target_ms` before the end of the buffer. */
export interface Steer {
  rate: number
  jump: boolean
}

export class Edge {
  margin_ms = MARGIN_MS
  #rate = 1
  #window: { at: number; ahead: number }[] = []
  #calm_since = 0

  /** How far before the end of the buffer playback should be. */
  get target_ms(): number {
    return this.margin_ms + FRAGMENT_MS
  }

  /** Playback stands `ahead` milliseconds before the end of the buffer at `mono`. */
  steer(mono: number, ahead: number): Steer {
    if (ahead > SEEK_BEYOND_MS + this.target_ms) return this.#jump()
    this.#window.push({ at: mono, ahead })
    const first = this.#window[0]
    if (first === undefined || mono - first.at < WINDOW_MS * 0.9) return { rate: this.#rate, jump: false }
    while ((this.#window[0]?.at ?? mono) < mono - WINDOW_MS) this.#window.shift()
    this.#calm(mono)
    this.#rate = this.#rateFor(Math.min(...this.#window.map((sample) => sample.ahead)))
    return { rate: this.#rate, jump: false }
  }

  /** The buffer ran dry at `mono`. */
  underflow(mono: number): void {
    this.margin_ms = Math.min(MARGIN_MOST_MS, this.margin_ms * 1.5)
    this.#calm_since = mono
    this.reset()
  }

  /** Playback jumped: what was measured before says nothing any more. */
  reset(): void {
    this.#window = []
    this.#rate = 1
  }

  #jump(): Steer {
    this.reset()
    return { rate: 1, jump: true }
  }

  #calm(mono: number): void {
    if (mono - this.#calm_since < CALM_MS) return
    this.#calm_since = mono
    this.margin_ms = Math.max(MARGIN_MS, this.margin_ms * 0.9)
  }

  #rateFor(low: number): number {
    const margin = this.margin_ms
    const settled = this.#rate > 1 ? low <= margin + 20 : this.#rate < 1 ? low >= margin * 0.8 : true
    if (!settled) return this.#rate < 1 ? SLOW : low > margin + 800 ? FASTER : FAST
    if (low > margin + 60) return low > margin + 800 ? FASTER : FAST
    return low < margin * 0.3 ? SLOW : 1
  }
}

/** Where playback must jump to leave a hole in the buffer; null if it need not. Times in seconds. */
export function leaveHole(now: number, ranges: readonly { start: number; end: number }[]): number | null {
  const next = ranges.find(({ end }) => end > now + 0.05)
  if (next === undefined || next.start <= now + 0.02) return null
  return next.start + 0.01
}
