/**
 * What the public gets of a panelist: the one truth that the band tells. Pure.
 *
 * The stage sends voices from the first moment of the live debate to its end, in a pause too, whoever has the
 * floor; pictures only of the seat that the program shows.
 */

import type { DebateView } from '@protocol/messages'

/** What goes out of this page. `hidden`: to nobody; `stage`: only to the others on stage. */
export type Air = 'both' | 'heard' | 'seen' | 'stage' | 'hidden' | 'before' | 'rehearsal'

/** What a panelist's devices give. */
export interface Given {
  /** Whether the microphone is open and nobody cut it. */
  heard: boolean
  camera: boolean
}

/** What the public gets now of who sits in `seat`. */
export function airOf(debate: DebateView, seat: string | null, { heard, camera }: Given): Air {
  if (debate.state === 'rehearsal') return 'rehearsal'
  if (debate.state !== 'live' && debate.state !== 'paused') return 'before'
  const seen = seat !== null && debate.program?.seat === seat
  if (heard) return seen ? 'both' : 'heard'
  if (seen) return 'seen'
  return camera ? 'stage' : 'hidden'
}

/** Whether something of the person goes to the public. */
export function isOut(air: Air): boolean {
  return air === 'both' || air === 'heard' || air === 'seen'
}
