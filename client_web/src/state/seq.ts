/** Numbers of presses: growing on each device, and from one device to the next (SPEC C4). */

let last = 0

/** The next number. The server's time, so that a later press on another device is the later one. */
export function nextSeq(now: number): number {
  last = Math.max(last + 1, Math.floor(now))
  return last
}

/** A key that makes a repeated act harmless (SPEC C5). */
export function newKey(): string {
  // randomUUID exists only on secure origins; a rehearsal on a local network has none.
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
