/** The view of `person/{id}` after one more event: the same fold as the server's `core` (SPEC T6). */

import type { Event, PersonView } from '@protocol/messages'
import { known } from './event-body'

/** The view after `event`; the view itself is not changed. */
export function foldPerson(view: PersonView, event: Event): PersonView {
  const fact = known(event)
  switch (fact.type) {
    case 'my_question_submitted': {
      const { id, debate, text, state } = fact.body
      return { ...view, questions: { ...view.questions, [id]: { id, debate, text, state } } }
    }
    case 'question_moved': {
      const { question, step } = fact.body
      const mine = view.questions?.[question]
      if (mine === undefined) return view
      const after = { ...mine, state: step.to, steps: [...(mine.steps ?? []), step] }
      return { ...view, questions: { ...view.questions, [question]: after } }
    }
    case 'text_kept': {
      const { id, kind, process, digest } = fact.body
      const at = view.texts?.[id]?.at ?? event.at
      return { ...view, texts: { ...view.texts, [id]: { id, kind, process, at, digest } } }
    }
    case 'text_withdrawn': {
      const text = view.texts?.[fact.body.id]
      if (text === undefined) return view
      return { ...view, texts: { ...view.texts, [text.id]: { ...text, withdrawn: true } } }
    }
    default:
      return view
  }
}
