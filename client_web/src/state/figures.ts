/** What the dashboard counts of a debate, and its numbers as rows of a file. Pure. */

import type { DebateView, Question, QuestionState } from '@protocol/messages'
import { type Keys, pollTallyOf, supportOf } from './board'

/** How questions are counted for the public; who looks for one finds it on the debate's page. */
export type QuestionCount = 'published' | 'waiting' | 'answered' | 'dismissed' | 'unanswered'

const COUNTED: Partial<Record<QuestionState, QuestionCount>> = {
  published: 'published',
  queued: 'waiting',
  next: 'waiting',
  on_air: 'waiting',
  answered: 'answered',
  dismissed: 'dismissed',
  unanswered: 'unanswered',
}

/** The number of questions in each group. */
export function questionCounts(questions: readonly Question[]): Record<QuestionCount, number> {
  const counts = { published: 0, waiting: 0, answered: 0, dismissed: 0, unanswered: 0 }
  for (const { state } of questions) {
    const group = COUNTED[state]
    if (group) counts[group] += 1
  }
  return counts
}

/** The most supported questions that are or were public, at most `limit`. */
export function mostSupported(
  questions: readonly Question[],
  board: Keys,
  { limit }: { limit: number },
): { question: Question; supports: number }[] {
  return questions
    .filter(({ state }) => COUNTED[state] !== undefined && state !== 'dismissed')
    .map((question) => ({ question, supports: supportOf(board, question.id) }))
    .sort((a, b) => b.supports - a.supports || a.question.asked_at - b.question.asked_at)
    .slice(0, limit)
}

/** The answers of a poll and how many answered, or null while they are hidden. */
export function pollCounts(
  debate: DebateView,
  board: Keys,
  poll: string,
): { counts: number[]; voters: number } | null {
  const tally = pollTallyOf(board, poll)
  if (tally) return { counts: tally.counts ?? [], voters: tally.voters ?? 0 }
  const result = debate.polls?.[poll]?.result
  return result ? { counts: result, voters: result.reduce((sum, n) => sum + n, 0) } : null
}

/** All answers to live polls that may be seen; what "votes per minute" grows from. */
export function allAnswers(debate: DebateView, board: Keys): number {
  return Object.keys(debate.polls ?? {}).reduce(
    (sum, poll) => sum + (pollCounts(debate, board, poll)?.voters ?? 0),
    0,
  )
}
