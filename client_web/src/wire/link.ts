/**
 * When to come back after a lost connection: one pure policy.
 *
 * Codes 4000–4499 say "come back", 4500–4999 "don't" (SPEC S9). A server that drains gives each
 * connection a slot of its own; otherwise the wait is drawn at random from the whole of a doubling
 * range (full jitter), so that a thousand pages never return together.
 */

/** How the page stands towards the server, as it is shown. */
export type LinkPhase =
  'connecting' | 'live' | 'late' | 'reconnecting' | 'offline' | 'catching_up' | 'refused'

export interface LinkState {
  state: LinkPhase
  /** Server time of the last sign of life; null before the first. */
  last_at: number | null
  /** Attempts since the connection was last good. */
  attempt: number
  /** Acts that wait for the connection. */
  queued: number
  /** The code with which the server closed for good; 0 unless `refused`. */
  code: number
  /** Milliseconds without a sign of life beyond what the server's rhythm explains. */
  late_ms: number
}

const FIRST_MS = 500
/** A page that somebody speaks through, of which a debate has a handful, is never away for longer by choice. */
export const HASTY_LONGEST_MS = 500
/** Such a page takes a connection for dead that says nothing at all for so long when it was asked. */
export const HASTY_SILENCE_MS = 2_000
const LONGEST_MS = 20_000
export const LATE_MS = 3_000
export const LOST_MS = 10_000
/** After as many failures in a row the page says that it is offline; it keeps trying. */
export const OFFLINE_ATTEMPTS = 5

/** Whether a close of this code invites to come back. */
export function mayReturn(code: number): boolean {
  return code < 4500 || code > 4999
}

/** How long to wait before attempt number `attempt` (the first is 1). `random` is in [0, 1). */
export function waitMs(wait: {
  attempt: number
  slot_ms: number | null
  random: number
  longest_ms?: number
}): number {
  if (wait.slot_ms !== null && wait.attempt <= 1) return wait.slot_ms
  const most = Math.min(wait.longest_ms ?? LONGEST_MS, FIRST_MS * 2 ** Math.min(wait.attempt - 1, 10))
  return Math.floor(wait.random * most)
}

/** What a silence of `silent_ms` means when the server speaks at least every `rhythm_ms`. */
export function judge(
  silent_ms: number,
  rhythm_ms: number,
): { state: 'live' | 'late' | 'lost'; late_ms: number } {
  const late_ms = Math.max(0, silent_ms - rhythm_ms)
  if (late_ms > LOST_MS) return { state: 'lost', late_ms }
  return { state: late_ms > LATE_MS ? 'late' : 'live', late_ms }
}
