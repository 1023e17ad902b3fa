/**
 * The order of a list on screen, held apart from its items: data moves at once, order only when the
 * reader asks. Everything here is pure.
 */

import type { Question } from '@protocol/messages'

export type Order = 'fair' | 'popular' | 'newest'

/** What the orders need to know beside the questions. */
export interface Standing {
  support(id: string): number
  /** The server's fair order, first to ask first; empty when it is not known. */
  fair: readonly string[]
  /** The debate is over: what was answered and what was left are the list. */
  over?: boolean
}

/** States a question of the public list may have when the list is made. */
const LISTED: ReadonlySet<string> = new Set(['published', 'queued', 'next', 'on_air'])
const LEFT: ReadonlySet<string> = new Set(['answered', 'unanswered'])

/** The ids in the order the reader chose, now. */
export function sorted(questions: readonly Question[], order: Order, standing: Standing): string[] {
  const listed = questions.filter(
    ({ state }) => LISTED.has(state) || (standing.over === true && LEFT.has(state)),
  )
  const rank = new Map(standing.fair.map((id, index) => [id, index]))
  const fair = (id: string) => rank.get(id) ?? Number.MAX_SAFE_INTEGER
  const bySupport = (a: Question, b: Question) =>
    standing.support(b.id) - standing.support(a.id) || byAge(a, b)
  const compare: Record<Order, (a: Question, b: Question) => number> = {
    fair: (a, b) => fair(a.id) - fair(b.id) || bySupport(a, b),
    popular: bySupport,
    newest: (a, b) => byAge(b, a),
  }
  return listed.sort(compare[order]).map((question) => question.id)
}

/** Ids that could be shown and are not: they wait behind the button. */
export function arrivals(shown: readonly string[], questions: readonly Question[]): string[] {
  const held = new Set(shown)
  return questions.filter(({ id, state }) => LISTED.has(state) && !held.has(id)).map(({ id }) => id)
}

/** What is shown, and below it what is wanted and was not shown yet. */
export function withArrivals(shown: readonly string[], wanted: readonly string[]): string[] {
  const held = new Set(shown)
  return [...shown, ...wanted.filter((id) => !held.has(id))]
}

/** Whether asking for the order now would move what is shown. */
export function isStale(shown: readonly string[], wanted: readonly string[]): boolean {
  const present = new Set(shown)
  const kept = wanted.filter((id) => present.has(id))
  const still = new Set(kept)
  const held = shown.filter((id) => still.has(id))
  return kept.some((id, index) => id !== held[index])
}

function byAge(a: Question, b: Question): number {
  return a.asked_at - b.asked_at || (a.id < b.id ? -1 : 1)
}
