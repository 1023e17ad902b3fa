/** Numbers of presses: growing on each device, and from one device to the next (SPEC C4). */

let last = 0

/** The next number. The server's time, so that a later press on another device is the later one. */
export function nextSeq(now: number): number {
  last = Math.max(last + 1, Math.floor(now))
  return last
}

/** A key that makes a repeated act harmless (SPEC C5). */
export function newKey(): string {
  return crypto.randomUUID()
}
