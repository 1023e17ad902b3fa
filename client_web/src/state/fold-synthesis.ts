/** The view of `process/{id}/synthesis` after one more event: the same fold as the server's (SPEC T6). */

import type { Event, SynthesisDesk } from '@protocol/messages'
import { known } from './event-body'

/** The view after `event`; the view itself is not changed. */
export function foldSynthesis(view: SynthesisDesk, event: Event): SynthesisDesk {
  const fact = known(event)
  if (fact.type !== 'synthesis_changed') return view
  const { proposition } = fact.body
  return { ...view, changes: { ...view.changes, [proposition]: (view.changes?.[proposition] ?? 0) + 1 } }
}
