/** The order of the citizens whose propositions had the most D'accord, as `hemicycle/core/panel/ranking.py`. */

import type { Place, Score } from '@protocol/messages'
import { byText, ticket } from './draw'

/** Each person's best single proposition: most agree, then fewest disagree. */
export function bestOfEach(scores: readonly Score[]): Score[] {
  const best = new Map<string, Score>()
  const sorted = [...scores].sort((a, b) => byVotes(a, b) || byText(a.proposition, b.proposition))
  for (const score of sorted) if (!best.has(score.person)) best.set(score.person, score)
  return [...best.values()]
}

/** Everybody in order: most agree, fewest disagree, then a lot among those tied. */
export function rank(scores: readonly Score[], process: string, beacon: string): Place[] {
  const best = bestOfEach(scores)
  const tied = new Map<string, number>()
  for (const score of best) tied.set(votes(score), (tied.get(votes(score)) ?? 0) + 1)
  return best
    .map((score) => ({
      ...score,
      ticket: (tied.get(votes(score)) ?? 0) > 1 ? ticket(process, beacon, score.person) : '',
    }))
    .sort((a, b) => byVotes(a, b) || byText(a.ticket, b.ticket) || byText(a.person, b.person))
}

/** Whether a lot decided who is above the line after `seats` places. */
export function isTiedAt(places: readonly Place[], seats: number): boolean {
  const [last, firstOut] = [places[seats - 1], places[seats]]
  return last !== undefined && firstOut !== undefined && votes(last) === votes(firstOut)
}

function byVotes(a: Score, b: Score): number {
  return b.agree - a.agree || a.disagree - b.disagree
}

function votes(score: Score): string {
  return `${score.agree} ${score.disagree}`
}
