/**
 * What the host's control room derives from the debate: the agenda's clock, the next sensible act.
 *
 * Pure. It suggests, it never acts (UX 2.8).
 */

import type { AgendaItem, DebateState, DebateView, Seat, SeatMedia, SeatMessage } from '@protocol/messages'
import { spokenBySeat } from '../../state/speaking'
import { requests } from '../../state/hands'

/** How long an item has run, and by how much it is over its plan (0 while it is not). */
export function itemClock(item: AgendaItem, now: number): { elapsed: number; over: number } {
  const elapsed = item.started_at == null ? 0 : (item.ended_at ?? now) - item.started_at
  return { elapsed, over: Math.max(0, elapsed - item.planned_ms) }
}

/** How late the whole agenda is: what its begun items took beyond their plan, less what they saved. */
export function agendaDelay(agenda: readonly AgendaItem[], now: number): number {
  return agenda.reduce((late, item) => {
    const { elapsed, over } = itemClock(item, now)
    return late + (item.ended_at == null ? over : elapsed - item.planned_ms)
  }, 0)
}

/** The item after the one in progress; the first one before any began; null at the end. */
export function nextItem(view: DebateView): AgendaItem | null {
  const agenda = view.agenda ?? []
  return agenda[agenda.findIndex(({ id }) => id === view.item) + 1] ?? null
}

/** A message of a seat that nobody marked as read. */
export interface Unread {
  seat: string
  message: SeatMessage
}

/** What waits to be read: who asks for help first, then the oldest. */
export function unread(messages: ReadonlyMap<string, SeatMessage>, read: (seat: string) => number): Unread[] {
  return [...messages]
    .filter(([seat, { at }]) => at > read(seat))
    .map(([seat, message]) => ({ seat, message }))
    .sort(
      (a, b) =>
        Number(b.message.problem ?? false) - Number(a.message.problem ?? false) ||
        a.message.at - b.message.at,
    )
}

/** One point of what is left to do at the end; `left` counts what is not done. */
export interface EndPoint {
  what: 'floor' | 'polls' | 'ended' | 'results' | 'recording' | 'answers'
  left: number
}

/** What is left to do at the end, in order; empty before the closing item. */
export function endList(view: DebateView): EndPoint[] {
  const ended = view.state === 'ended'
  const item = view.agenda?.find(({ id }) => id === view.item)
  if (!ended && item?.kind !== 'closing') return []
  const polls = Object.values(view.polls ?? {})
  const questions = Object.values(view.questions ?? {})
  const points: EndPoint[] = [
    { what: 'floor', left: view.floor ? 1 : 0 },
    { what: 'polls', left: polls.filter(({ state }) => state === 'open').length },
    { what: 'ended', left: ended ? 0 : 1 },
    { what: 'results', left: polls.filter(({ state }) => state === 'closed').length },
  ]
  if (!ended) return points
  return [
    ...points,
    { what: 'recording', left: view.recording == null ? 1 : 0 },
    { what: 'answers', left: questions.filter(({ state }) => state === 'unanswered').length },
  ]
}

/** Legal moves of the debate's state, in the order of their buttons. */
export const STATE_MOVES: Record<DebateState, readonly DebateState[]> = {
  rehearsal: ['lobby'],
  lobby: ['live', 'rehearsal'],
  live: ['paused', 'ended'],
  paused: ['live', 'ended'],
  ended: [],
}

/** One thing the host may want to do now. */
export type Suggestion =
  | { act: 'go'; to: DebateState }
  | { act: 'item'; item: AgendaItem }
  | { act: 'floor'; seat: Seat; rank: number; shortest: number }
  | { act: 'air'; question: string }
  | { act: 'answered'; question: string }
  | { act: 'close_poll'; poll: string }
  | { act: 'end_floor'; seat: Seat }

/** The next sensible act, or null when nothing presses. */
export function suggest(
  view: DebateView,
  media: ReadonlyMap<string, SeatMedia>,
  now: number,
): Suggestion | null {
  if (view.state === 'paused') return { act: 'go', to: 'live' }
  if (view.state === 'lobby') return now >= (view.starts_at ?? 0) ? { act: 'go', to: 'live' } : null
  if (view.state !== 'live') return null
  return inItem(view, now) ?? floorFor(view, media, now) ?? questionFor(view)
}

function inItem(view: DebateView, now: number): Suggestion | null {
  const poll = Object.values(view.polls ?? {}).find(
    ({ state, closes_at }) => state === 'open' && closes_at != null && closes_at <= now,
  )
  if (poll) return { act: 'close_poll', poll: poll.id }
  const following = nextItem(view)
  const current = view.agenda?.find(({ id }) => id === view.item)
  if (following && (!current || itemClock(current, now).over > 0)) return { act: 'item', item: following }
  return null
}

function floorFor(view: DebateView, media: ReadonlyMap<string, SeatMedia>, now: number): Suggestion | null {
  const held = view.floor ? view.seats?.[view.floor.seat] : undefined
  if (held?.state === 'lost') return { act: 'end_floor', seat: held }
  if (view.floor) return null
  const first = requests(media, null)[0]
  const seat = first && view.seats?.[first.seat]
  if (seat?.state !== 'on_stage') return null
  return { act: 'floor', seat, rank: 1, shortest: shortestRank(view, seat.id, now) }
}

/** 1 for the seat on stage that has spoken least. */
function shortestRank(view: DebateView, seat: string, now: number): number {
  const mine = spokenBySeat(view, seat, now)
  const others = Object.values(view.seats ?? {}).filter(({ state }) => state === 'on_stage')
  return 1 + others.filter(({ id }) => spokenBySeat(view, id, now) < mine).length
}

function questionFor(view: DebateView): Suggestion | null {
  const questions = Object.values(view.questions ?? {})
  const current = view.agenda?.find(({ id }) => id === view.item)
  if (current && current.kind !== 'questions') return null
  const on_air = questions.find(({ state }) => state === 'on_air')
  if (on_air && !view.floor) return { act: 'answered', question: on_air.id }
  const next = questions.find(({ state }) => state === 'next')
  return next && !on_air ? { act: 'air', question: next.id } : null
}
