/** The body of an event as the type its name promises; undefined for names this build does not know. */

import type { Event, EventBodies } from '@protocol/messages'

type Known = { [N in keyof EventBodies]: { type: N; body: EventBodies[N]; at: number } }[keyof EventBodies]

/** An event, discriminated by its type. Unknown types reach no `case` and fold as nothing (SPEC T6). */
export function known(event: Event): Known {
  return event as unknown as Known
}
