/** Which arguments of a sorting are shown, in which order. Pure. */

import type { FilingState, WorkArgument } from '@protocol/messages'

export type Shown = FilingState | 'all'
export type InboxSort = 'supports' | 'newest' | 'length'
export type InboxSide = 'for' | 'against'

export const STATES: readonly Shown[] = ['todo', 'classified', 'ignored', 'all']
export const SORTS: readonly InboxSort[] = ['supports', 'newest', 'length']

/** Where an argument stands. */
export function stateOf(argument: WorkArgument): FilingState {
  return argument.filing.state ?? 'todo'
}

/** The arguments of a side in a state, sorted. */
export function inbox(
  all: readonly WorkArgument[],
  side: InboxSide,
  shown: Shown,
  sort: InboxSort,
): WorkArgument[] {
  const compare: Record<InboxSort, (a: WorkArgument, b: WorkArgument) => number> = {
    supports: (a, b) => b.supports - a.supports,
    newest: (a, b) => a.supports - b.supports,
    length: (a, b) => a.body.length - b.body.length,
  }
  return all
    .filter((one) => one.side === side && (shown === 'all' || stateOf(one) === shown))
    .toSorted((a, b) => compare[sort](a, b) || (a.id < b.id ? -1 : 1))
}

/** How many arguments of a side are in each state. */
export function counts(all: readonly WorkArgument[], side: InboxSide): Record<Shown, number> {
  const found: Record<Shown, number> = { all: 0, todo: 0, classified: 0, ignored: 0 }
  for (const one of all) {
    if (one.side !== side) continue
    found.all += 1
    found[stateOf(one)] += 1
  }
  return found
}

/** The beginning of a text on one line. */
export function excerpt(text: string, limit = 90): string {
  const line = text.replace(/\s+/g, ' ').trim()
  if (line.length <= limit) return line
  const cut = line.lastIndexOf(' ', limit)
  return `${line.slice(0, cut > limit / 2 ? cut : limit)}…`
}
