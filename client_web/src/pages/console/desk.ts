/**
 * What the moderators' desk shows of the two logs: columns, numbers, rhythm, and the acts of a card.
 *
 * Pure: views in, lists out. The rules are the server's (`core.questions`); this table only decides which
 * buttons are offered, so that nobody presses one that will be refused.
 */

import type { DeskQuestion, DeskView, QuestionState, QuestionStep } from '@protocol/messages'

/** What a moderator can do to a card with one press. */
export type Act = 'publish' | 'queue' | 'next' | 'air' | 'answered' | 'dismiss' | 'merge' | 'review' | 'bin'

/** The acts that need a form first. */
export type FormAct = 'dismiss' | 'merge' | 'bin'

/** Where each act moves a card. */
export const TARGET: Record<Act, QuestionState> = {
  publish: 'published',
  queue: 'queued',
  next: 'next',
  air: 'on_air',
  answered: 'answered',
  dismiss: 'dismissed',
  merge: 'merged',
  review: 'needs_review',
  bin: 'binned',
}

const FORWARD: readonly Act[] = ['queue', 'next', 'air']

/** Which acts a card in this state offers, in the order of the buttons. */
export const ACTS: Record<QuestionState, readonly Act[]> = {
  submitted: ['publish', ...FORWARD, 'dismiss', 'merge'],
  needs_review: ['publish', ...FORWARD, 'dismiss', 'merge'],
  published: [...FORWARD, 'dismiss', 'merge'],
  queued: ['publish', 'next', 'air', 'dismiss', 'merge'],
  next: ['publish', 'queue', 'air', 'dismiss', 'merge'],
  on_air: ['answered', 'queue'],
  answered: [],
  dismissed: ['publish'],
  merged: ['publish'],
  withdrawn: [],
  binned: ['publish'],
  unanswered: [],
}

/** The rarer acts, in a second row that opens on request. */
export const RARE: Record<QuestionState, readonly Act[]> = {
  submitted: ['bin'],
  needs_review: ['bin'],
  published: ['review', 'bin'],
  queued: ['bin'],
  next: ['bin'],
  on_air: [],
  answered: [],
  dismissed: [],
  merged: [],
  withdrawn: [],
  binned: [],
  unanswered: [],
}

/** Whether a card in this state offers an act. */
export function offers(state: QuestionState, act: Act): boolean {
  return ACTS[state].includes(act) || RARE[state].includes(act)
}

/** Whether an act asks for something before it is done. */
export function needsForm(act: Act): act is FormAct {
  return act === 'dismiss' || act === 'merge' || act === 'bin'
}

const WAITING: readonly QuestionState[] = ['submitted', 'needs_review']

/** Whether a card waits for a moderator. */
export function waits(state: QuestionState): boolean {
  return WAITING.includes(state)
}

/** The newest card that waits and was asked after `at`; null when nothing new came. */
export function arrivedSince(view: DeskView, at: number): DeskQuestion | null {
  const fresh = arrivals(view).filter(({ question }) => waits(question.state) && question.asked_at > at)
  return fresh.at(-1) ?? null
}

/** All cards, oldest first. The order of arrival never changes, so it also numbers them. */
export function arrivals(view: DeskView): DeskQuestion[] {
  return Object.values(view.questions ?? {}).sort(
    (a, b) => a.question.asked_at - b.question.asked_at || a.question.id.localeCompare(b.question.id),
  )
}

/** `Q118` for people: the number of each card in the order of arrival. */
export function cardNumbers(view: DeskView): Map<string, number> {
  return new Map(arrivals(view).map(({ question }, index) => [question.id, index + 1]))
}

/**
 * The order on screen of the cards to review: those shown stay where they are, new ones go to the bottom.
 *
 * A card that was dealt with leaves, unless it stands at or above the `anchor` (the row in hand): the row a
 * moderator works on never moves.
 */
export function reviewOrder(shown: readonly string[], view: DeskView, anchor: string | null): string[] {
  const waiting = arrivals(view)
    .filter(({ question }) => waits(question.state))
    .map(({ question }) => question.id)
  const still = new Set(waiting)
  const fixed = anchor === null ? -1 : shown.indexOf(anchor)
  const kept = shown.filter((id, index) => still.has(id) || index <= fixed)
  return [...kept, ...waiting.filter((id) => !kept.includes(id))]
}

/** How many positions each id rose (+) or fell (−) since an older order; new ones are absent. */
export function movesSince(before: readonly string[], after: readonly string[]): Map<string, number> {
  const place = new Map(before.map((id, index) => [id, index]))
  return new Map(
    after.flatMap((id, index) => {
      const was = place.get(id)
      return was === undefined ? [] : [[id, was - index] as const]
    }),
  )
}

/** The same list with one id a step up (−1) or down (+1); unchanged at the ends. */
export function withStep(ids: readonly string[], id: string, step: -1 | 1): string[] {
  const from = ids.indexOf(id)
  const to = from + step
  if (from < 0 || to < 0 || to >= ids.length) return [...ids]
  const next = [...ids]
  next.splice(from, 1)
  next.splice(to, 0, id)
  return next
}

/** The work of the desk in the last ten minutes. */
export interface Rhythm {
  per_minute: number
  median_wait_ms: number | null
  oldest_ms: number | null
}

const RHYTHM_MS = 600_000

/** Arrivals a minute, the median wait of what was dealt with, the age of the oldest that waits. */
export function rhythm(view: DeskView, now: number): Rhythm {
  const cards = arrivals(view)
  const recent = cards.filter(({ question }) => now - question.asked_at <= RHYTHM_MS)
  const waits_ms = recent
    .map(({ question, history }) => ({ asked: question.asked_at, first: firstDecision(history ?? []) }))
    .flatMap(({ asked, first }) => (first === null ? [] : [first - asked]))
    .sort((a, b) => a - b)
  const oldest = cards.find(({ question }) => waits(question.state))
  return {
    per_minute: recent.length / (RHYTHM_MS / 60_000),
    median_wait_ms: waits_ms[Math.floor(waits_ms.length / 2)] ?? null,
    oldest_ms: oldest ? Math.max(0, now - oldest.question.asked_at) : null,
  }
}

/** The last move of a card, for "Ali a publié Q118 à 20:41:03". */
export function lastStep(card: DeskQuestion | undefined): QuestionStep | null {
  return card?.history?.at(-1) ?? null
}

/** Who holds a card now, other than `me`; null when nobody does or the claim ran out. */
export function heldBy(card: DeskQuestion, me: string, now: number): string | null {
  if (!card.claimed_by || card.claimed_by === me || (card.claimed_until ?? 0) <= now) return null
  return card.claimed_name ?? card.claimed_by
}

function firstDecision(history: readonly QuestionStep[]): number | null {
  return history.find(({ to }) => !waits(to))?.at ?? null
}
