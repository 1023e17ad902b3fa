/**
 * The server's clock, seen from here. Every countdown of the page is drawn from it.
 *
 * Each message that tells the time was on its way for a while, so the largest offset of the last few
 * is the least wrong one. Offsets are against a monotonic clock: setting the device's clock changes nothing.
 */

const SAMPLES = 8

export class ServerClock {
  #offsets: number[] = []
  #fallback: number

  /** `wall` is the device's clock at `mono`: all there is to go by until the server speaks. */
  constructor(wall: number, mono: number) {
    this.#fallback = wall - mono
  }

  /** The server said that it was `server_ms` when this page's monotonic clock stood at `mono`. */
  heard(server_ms: number, mono: number): void {
    this.#offsets.push(server_ms - mono)
    if (this.#offsets.length > SAMPLES) this.#offsets.shift()
  }

  /** Milliseconds of the server's clock at `mono`. */
  now(mono: number): number {
    return Math.round(mono + (this.#offsets.length > 0 ? Math.max(...this.#offsets) : this.#fallback))
  }
}
