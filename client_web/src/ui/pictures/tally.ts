/** Counts of answers as parts of a picture, and when they are told in percents. Pure. */

import { CHOICE_VALUES, type Choice, type Tally } from '@protocol/messages'
import { percents } from '../../i18n/format'
import type { Group } from './hemicycle'

/** Fewer votes than this are told one by one: a percent of a handful would look like more than it is. */
export const MIN_FOR_PERCENT = 20

/** One answer, the votes for it, and its whole percents where there are enough to tell. */
export interface Part {
  choice: Choice
  votes: number
  percent: number | null
}

/** How many voted. */
export function totalOf(tally: Tally): number {
  return CHOICE_VALUES.reduce((sum, choice) => sum + (tally[choice] ?? 0), 0)
}

/** Each answer in its order, from agree to disagree. */
export function partsOf(tally: Tally): Part[] {
  const votes = CHOICE_VALUES.map((choice) => tally[choice] ?? 0)
  const points = totalOf(tally) < MIN_FOR_PERCENT ? null : percents(votes)
  return CHOICE_VALUES.map((choice, index) => ({
    choice,
    votes: votes[index] ?? 0,
    percent: points?.[index] ?? null,
  }))
}

/** The same as groups of a hemicycle; `seats` adds those who were there and did not vote. */
export function groupsOf(tally: Tally, seats = 0): Group[] {
  const groups: Group[] = CHOICE_VALUES.map((kind) => ({ kind, count: tally[kind] ?? 0 }))
  return [...groups, { kind: 'empty', count: Math.max(0, seats - totalOf(tally)) }]
}
