/** The view of `process/{id}` after one more event: the same fold as the server's `core` (SPEC T6). */

import type { Event, ProcessView } from '@protocol/messages'
import { known } from './event-body'

/** The view after `event`; the view itself is not changed. */
export function foldProcess(view: ProcessView, event: Event): ProcessView {
  const fact = known(event)
  switch (fact.type) {
    case 'process_created':
      return { ...fact.body }
    case 'process_published':
      return { ...view, draft: false }
    case 'panel_advanced':
      return { ...view, panel: fact.body.panel }
    default:
      return view
  }
}
