/** The view of `debate/{id}` after one more event: the same fold as the server's `core` (SPEC T6). */

import type {
  DebateState,
  DebateView,
  Event,
  Floor,
  Poll,
  Question,
  QuestionMoved,
  QuestionState,
  Seat,
  SeatChanged,
} from '@protocol/messages'
import { known } from './event-body'

/** Lines of captions kept in the view. */
export const CAPTIONS_KEPT = 200

/** A question that went back to review leaves the public view; one in the bin stays there without its text. */
const NOT_PUBLIC: ReadonlySet<QuestionState> = new Set(['submitted', 'needs_review'])
const WORDLESS: ReadonlySet<QuestionState> = new Set(['binned', 'withdrawn'])

/** A view that was never filled, before the snapshot is there. */
export function emptyDebate(id: string): DebateView {
  return { id, process: '', title: '' }
}

/** Fold events in order. */
export function foldDebateAll(view: DebateView, events: readonly Event[]): DebateView {
  return events.reduce(foldDebate, view)
}

/** The view after `event`; the view itself is not changed. */
export function foldDebate(view: DebateView, event: Event): DebateView {
  const fact = known(event)
  const { at } = event
  switch (fact.type) {
    case 'debate_created': {
      const { seats, ...rest } = fact.body
      return { ...rest, seats: Object.fromEntries(seats.map((seat) => [seat.id, seat])) }
    }
    case 'debate_state_changed':
      return moved(view, fact.body.to, at)
    case 'agenda_item_started':
      return started(view, fact.body.item, at)
    case 'floor_given': {
      const { seat, limit_ms, interposed } = fact.body
      return {
        ...view,
        floor: { seat, given_at: at, limit_ms, running_since: at, interposed: interposed ?? false },
      }
    }
    case 'floor_paused':
      return onFloor(view, (floor) => ({ ...floor, elapsed_ms: elapsed(floor, at), running_since: null }))
    case 'floor_resumed':
      return onFloor(view, (floor) => ({ ...floor, running_since: floor.running_since ?? at }))
    case 'floor_extended': {
      const { by_ms } = fact.body
      return onFloor(view, (floor) => ({ ...floor, limit_ms: floor.limit_ms + by_ms }))
    }
    case 'floor_ended': {
      const { seat, spoken_ms } = fact.body
      const ended = onSeat(view, seat, (held) => ({ ...held, spoken_ms: (held.spoken_ms ?? 0) + spoken_ms }))
      return { ...ended, floor: null }
    }
    case 'pre_moderation_switched':
      return { ...view, pre_moderation: fact.body.on }
    case 'seat_changed': {
      const change = fact.body
      return onSeat(view, change.seat, (seat) => seated(seat, change, at))
    }
    case 'seat_muted': {
      const { seat, muted } = fact.body
      return onSeat(view, seat, (held) => ({ ...held, muted }))
    }
    case 'seat_named': {
      const { seat, name } = fact.body
      return onSeat(view, seat, (held) => ({ ...held, name }))
    }
    case 'program_changed':
      return { ...view, program: fact.body.program }
    case 'program_cut':
      return { ...view, program: { ...view.program, seat: fact.body.seat } }
    case 'caption_posted':
      return { ...view, captions: [...(view.captions ?? []), fact.body.caption].slice(-CAPTIONS_KEPT) }
    case 'recording_ready':
      return { ...view, recording: fact.body.path }
    case 'question_published': {
      const { question } = fact.body
      return { ...view, questions: { ...view.questions, [question.id]: question } }
    }
    case 'question_moved':
      return questionMoved(view, fact.body)
    case 'question_reworded': {
      const { question, readout_text, version } = fact.body
      return onQuestion(view, question, (card) => ({ ...card, readout_text, version }))
    }
    case 'question_tied': {
      const { question, about, version } = fact.body
      return onQuestion(view, question, (card) => ({ ...card, about, version }))
    }
    case 'agenda_made':
      return { ...view, agenda: fact.body.agenda, agenda_version: (view.agenda_version ?? 0) + 1 }
    case 'queue_ordered':
      return { ...view, queue: fact.body.queue }
    case 'poll_created': {
      const { poll } = fact.body
      return { ...view, polls: { ...view.polls, [poll.id]: poll } }
    }
    case 'poll_opened': {
      const { poll, closes_at } = fact.body
      return onPoll(view, poll, (held) => ({
        ...held,
        state: 'open',
        opened_at: at,
        closes_at: closes_at ?? null,
      }))
    }
    case 'poll_closed': {
      const { poll, result } = fact.body
      return onPoll(view, poll, (held) => ({
        ...held,
        state: 'closed',
        closed_at: at,
        result: result ?? null,
      }))
    }
    case 'poll_published': {
      const { poll, result } = fact.body
      return onPoll(view, poll, (held) => ({ ...held, state: 'published', result }))
    }
    default:
      return view
  }
}

function moved(view: DebateView, to: DebateState, at: number): DebateView {
  if (to === 'live') return { ...view, state: to, live_at: view.live_at ?? at }
  if (to === 'ended') return { ...view, state: to, ended_at: at }
  return { ...view, state: to }
}

function started(view: DebateView, item: string, at: number): DebateView {
  const agenda = (view.agenda ?? []).map((entry) => {
    if (entry.id === item) return { ...entry, started_at: entry.started_at ?? at, ended_at: null }
    return entry.id === view.item ? { ...entry, ended_at: at } : entry
  })
  return { ...view, item, agenda }
}

function elapsed(floor: Floor, at: number): number {
  const running = floor.running_since == null ? 0 : at - floor.running_since
  return (floor.elapsed_ms ?? 0) + running
}

function seated(seat: Seat, change: SeatChanged, at: number): Seat {
  return {
    ...seat,
    state: change.state,
    person: change.person ?? seat.person ?? null,
    name: change.name ?? seat.name,
    reason: change.reason ?? null,
    device: change.device ?? seat.device ?? null,
    state_at: change.state === (seat.state ?? 'empty') ? (seat.state_at ?? 0) : at,
  }
}

function questionMoved(view: DebateView, { question, step, version }: QuestionMoved): DebateView {
  if (view.questions?.[question] === undefined) return view
  const queue = (view.queue ?? []).filter((id) => id !== question)
  if (NOT_PUBLIC.has(step.to)) {
    const { [question]: _left, ...questions } = view.questions
    return { ...view, questions, queue }
  }
  if (step.to === 'queued') queue.push(question)
  const emptied = WORDLESS.has(step.to) ? { text: '', name: '', theme: null, readout_text: null } : {}
  const after = onQuestion(view, question, (card) => ({
    ...card,
    state: step.to,
    state_at: step.at,
    reason: step.reason ?? null,
    into: step.into ?? null,
    version,
    ...emptied,
  }))
  return { ...after, queue }
}

function onFloor(view: DebateView, change: (floor: Floor) => Floor): DebateView {
  return view.floor == null ? view : { ...view, floor: change(view.floor) }
}

function onSeat(view: DebateView, id: string, change: (seat: Seat) => Seat): DebateView {
  const seat = view.seats?.[id]
  return seat === undefined ? view : { ...view, seats: { ...view.seats, [id]: change(seat) } }
}

function onQuestion(view: DebateView, id: string, change: (question: Question) => Question): DebateView {
  const question = view.questions?.[id]
  return question === undefined ? view : { ...view, questions: { ...view.questions, [id]: change(question) } }
}

function onPoll(view: DebateView, id: string, change: (poll: Poll) => Poll): DebateView {
  const poll = view.polls?.[id]
  return poll === undefined ? view : { ...view, polls: { ...view.polls, [id]: change(poll) } }
}
