/**
 * Speaking time, computed from the log's facts and the server's clock: the same numbers on every page.
 *
 * Pure. Nothing here counts by itself; callers pass `now` in server milliseconds.
 */

import type { DebateView, Floor, Side } from '@protocol/messages'

/** How long a turn has lasted, pauses left out. */
export function floorElapsed(floor: Floor, now: number): number {
  const running = floor.running_since == null ? 0 : Math.max(0, now - floor.running_since)
  return (floor.elapsed_ms ?? 0) + running
}

/** What is left of a turn; negative once it is overrun. */
export function floorRemaining(floor: Floor, now: number): number {
  return floor.limit_ms - floorElapsed(floor, now)
}

/** Speaking time of a seat: its finished turns and the one in progress. */
export function spokenBySeat(view: DebateView, seat: string, now: number): number {
  const finished = view.seats?.[seat]?.spoken_ms ?? 0
  return view.floor?.seat === seat ? finished + floorElapsed(view.floor, now) : finished
}

/** Speaking time of each side. */
export function spokenBySide(view: DebateView, now: number): Record<Side, number> {
  const sides: Record<Side, number> = { parliamentarian: 0, citizens: 0, host: 0 }
  for (const seat of Object.values(view.seats ?? {})) sides[seat.side] += spokenBySeat(view, seat.id, now)
  return sides
}
