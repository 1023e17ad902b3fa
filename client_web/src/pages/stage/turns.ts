/** When somebody in the waiting room may expect to come in: by order of arrival, which the host may change. Pure. */

import type { DebateView } from '@protocol/messages'
import { floorRemaining } from '../../state/speaking'

/** After whom, and about when. */
export interface Turn {
  after: string
  at: number
}

/** After whom `seat` comes, when those who wait come in as they arrived; null when there is nobody before. */
export function turnOf(debate: DebateView, seat: string, now: number): Turn | null {
  const { floor, seats = {} } = debate
  const speaker = floor ? seats[floor.seat] : undefined
  if (debate.state !== 'live' || !floor || !speaker || speaker.id === seat) return null
  const mine = seats[seat]?.state_at ?? 0
  const before = Object.values(seats)
    .filter(({ id, state, state_at }) => id !== seat && state === 'waiting' && (state_at ?? 0) < mine)
    .sort((a, b) => (a.state_at ?? 0) - (b.state_at ?? 0))
  const wait = Math.max(0, floorRemaining(floor, now)) + before.length * floor.limit_ms
  return { after: before.at(-1)?.name ?? speaker.name, at: now + wait }
}
