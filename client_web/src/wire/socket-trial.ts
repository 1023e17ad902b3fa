/**
 * Whether sockets get through this network: one pure policy, for the page's link and for the picture.
 *
 * Some networks let the opening of a socket vanish, others cut each one soon after it opened. Neither can be
 * told from a server that is away by the sockets alone: so HTTP is asked beside the third socket, and what counts
 * is a socket that fails though HTTP answered. Before that three times `OPENING_MS` and two waits pass at most.
 */

/** A socket that did not say its welcome by then never will. */
export const OPENING_MS = 4_000
/** A socket that was cut earlier does not count as one that got through. */
const LASTING_MS = 30_000
/** After so many failures in a row HTTP is asked whether it gets through. */
const DOUBTS = 2
/** From here on a code is the server's own word, which got through; below, the network may have done it. */
const OF_THE_SERVER = 4_000

export class SocketTrial {
  #failures = 0
  #answered = false
  #blocked = false

  /** HTTP is worth a question: see `answered`. */
  get inDoubt(): boolean {
    return this.#failures >= DOUBTS
  }

  /** Sockets do not get through here, while HTTP does. */
  get blocked(): boolean {
    return this.#blocked
  }

  /** HTTP answered just now. */
  answered(): void {
    this.#answered = true
  }

  /** A socket ended with `code`, so long after its welcome; 0: it never said one. */
  ended(code: number, lasted_ms: number): void {
    if (code >= OF_THE_SERVER || lasted_ms >= LASTING_MS) {
      this.begin()
      return
    }
    this.#failures += 1
    this.#blocked = this.#answered && this.#failures > DOUBTS
  }

  /** HTTP, which was used instead, ended: one socket may try, and one failure is enough to go back. */
  again(): void {
    this.#blocked = false
  }

  /** Another network: nothing is known of it. */
  begin(): void {
    this.#failures = 0
    this.#answered = this.#blocked = false
  }
}
