/** Who asks to speak, in order: the same rank on the panelist's page and in the control room. Pure. */

import type { SeatMedia } from '@protocol/messages'

/** A raised hand. */
export interface Request {
  seat: string
  since: number
}

/** The seats that ask to speak, first come first; the one that has the floor no longer asks. */
export function requests(media: ReadonlyMap<string, SeatMedia>, floor: string | null): Request[] {
  return [...media]
    .filter(([seat, { hand }]) => hand && seat !== floor)
    .map(([seat, { hand_at }]) => ({ seat, since: hand_at ?? 0 }))
    .sort((a, b) => a.since - b.since || a.seat.localeCompare(b.seat))
}
