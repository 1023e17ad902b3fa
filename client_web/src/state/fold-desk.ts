/** The view of `debate/{id}/desk` after one more event: the same fold as the server's `core` (SPEC T6). */

import type { DeskQuestion, DeskView, Event } from '@protocol/messages'
import { known } from './event-body'

/** The view after `event`; the view itself is not changed. */
export function foldDesk(view: DeskView, event: Event): DeskView {
  const fact = known(event)
  switch (fact.type) {
    case 'question_submitted': {
      const { question, author } = fact.body
      return { ...view, questions: { ...view.questions, [question.id]: { question, author } } }
    }
    case 'question_moved': {
      const { question, step, version } = fact.body
      return onCard(view, question, (card) => ({
        ...card,
        question: {
          ...card.question,
          state: step.to,
          state_at: step.at,
          reason: step.reason ?? null,
          into: step.into ?? null,
          version,
        },
        history: [...(card.history ?? []), step],
      }))
    }
    case 'question_reworded': {
      const { question, readout_text, version } = fact.body
      return onCard(view, question, (card) => ({
        ...card,
        question: { ...card.question, readout_text, version },
      }))
    }
    case 'question_tied': {
      const { question, about, version } = fact.body
      return onCard(view, question, (card) => ({ ...card, question: { ...card.question, about, version } }))
    }
    case 'question_claimed': {
      const { question, by, name, until } = fact.body
      const claim =
        until === 0
          ? { claimed_by: null, claimed_name: null, claimed_until: 0 }
          : { claimed_by: by, claimed_name: name, claimed_until: until }
      return onCard(view, question, (card) => ({ ...card, ...claim }))
    }
    case 'question_noted': {
      const { question, note, version } = fact.body
      return onCard(view, question, (card) => ({ ...card, note, question: { ...card.question, version } }))
    }
    default:
      return view
  }
}

function onCard(view: DeskView, id: string, change: (card: DeskQuestion) => DeskQuestion): DeskView {
  const card = view.questions?.[id]
  return card === undefined ? view : { ...view, questions: { ...view.questions, [id]: change(card) } }
}
