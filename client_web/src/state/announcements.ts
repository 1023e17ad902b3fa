/** Which spoken message is next: newest of each kind, one in 20 s, none while typing. */

export type Voice = 'none' | 'important' | 'all'

export interface Announcement {
  kind: string
  text: string
  important: boolean
}

const BETWEEN_MS = 20_000
const SOON_MS = 200
/** Kinds that may wait at once; the oldest is dropped. */
const MAX = 8

export class Announcements {
  #waiting = new Map<string, Announcement>()
  #said_at = Number.NEGATIVE_INFINITY

  constructor(public voice: Voice) {}

  get size(): number {
    return this.#waiting.size
  }

  /** Whether the message waits to be said; the setting may leave it out. */
  add(message: Announcement): boolean {
    if (this.voice === 'none' || (this.voice === 'important' && !message.important)) return false
    this.#waiting.delete(message.kind)
    this.#waiting.set(message.kind, message)
    if (this.#waiting.size > MAX) this.#waiting.delete([...this.#waiting.keys()][0] ?? '')
    return true
  }

  /** Whether a message of this kind still waited; it is not said any more. */
  drop(kind: string): boolean {
    return this.#waiting.delete(kind)
  }

  /** How long until something may be said. */
  wait(mono: number): number {
    return Math.max(SOON_MS, this.#said_at + BETWEEN_MS - mono)
  }

  /** What to say now: everything that waits, in one message; null while it is not the time. */
  next(at: { mono: number; typing: boolean }): string | null {
    if (at.typing || this.#waiting.size === 0 || at.mono < this.#said_at + BETWEEN_MS) return null
    this.#said_at = at.mono
    const text = [...this.#waiting.values()].map((message) => message.text).join(' ')
    this.#waiting.clear()
    return text
  }
}
