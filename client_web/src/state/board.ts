/** The keys of a board: what the server said last under each, with typed readers (SPEC T7, T8). */

import type { Audience, PollTally, ReactionKind, Tally, Totals } from '@protocol/messages'

export type Keys = Map<string, unknown>

/** Take keys that changed; null removes one; with `all` whatever else stood there is void. */
export function mergeKeys(board: Keys, keys: Record<string, unknown>, all: boolean): void {
  if (all) for (const key of [...board.keys()]) if (!(key in keys)) board.delete(key)
  for (const [key, value] of Object.entries(keys)) {
    if (value === null) board.delete(key)
    else board.set(key, value)
  }
}

export function supportOf(board: Keys, question: string): number {
  const value = board.get(`support/${question}`)
  return typeof value === 'number' ? value : 0
}

/** Answers of a poll; null while they are hidden. */
export function pollTallyOf(board: Keys, poll: string): PollTally | null {
  return (board.get(`poll/${poll}`) as PollTally | undefined) ?? null
}

export function audienceOf(board: Keys): Audience | null {
  return (board.get('audience') as Audience | undefined) ?? null
}

/** Reactions of the last second, over all nodes: each shows its own count. */
export function reactionsOf(board: Keys): Partial<Record<ReactionKind, number>> {
  const sum: Partial<Record<ReactionKind, number>> = {}
  for (const [key, counts] of board) {
    if (!key.startsWith('reactions/')) continue
    for (const [kind, count] of Object.entries(counts as Record<ReactionKind, number>))
      sum[kind as ReactionKind] = (sum[kind as ReactionKind] ?? 0) + count
  }
  return sum
}

export function tallyOf(board: Keys, proposition: string): Tally | null {
  return (board.get(`proposition/${proposition}`) as Tally | undefined) ?? null
}

export function totalsOf(board: Keys): Totals | null {
  return (board.get('totals') as Totals | undefined) ?? null
}
