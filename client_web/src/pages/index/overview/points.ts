/** Propositions as points: how many voted, how they divide, and the orders that follow from it. Pure. */

import { CHOICE_VALUES, type Choice, type Overview, type Tally, type VoteColumns } from '@protocol/messages'
import { type Keys, tallyOf } from '../../../state/board'

/** A proposition with all its votes, of here and elsewhere; a rank of 0 is none. */
export interface Point {
  id: string
  title: string
  part: number
  rank: number
  tally: Required<Tally>
  total: number
  /** The part of « agree », from 0 to 1. */
  share: number
}

/** A section of the text with the votes on its propositions. */
export interface Part {
  name: string
  propositions: number
  tally: Required<Tally>
  total: number
}

/** The orders of the table: most agreed, most divided, most agreed upon. */
export const ORDERS = ['support', 'debate', 'consensus'] as const
export type Order = (typeof ORDERS)[number]

const NOTHING: Required<Tally> = { agree: 0, mixed: 0, disagree: 0 }
/** How sure an agreement must be: 95 of 100 samples. */
const Z = 1.96

/** Every proposition of an overview; what the board has said since counts instead of what was read. */
export function pointsOf(overview: Overview, board: Keys): Point[] {
  return overview.ids.map((id, at) => {
    const here = tallyOf(board, id) ?? tallyAt(overview.cast, at)
    const tally = sum(here, overview.imported == null ? NOTHING : tallyAt(overview.imported, at))
    const total = tally.agree + tally.mixed + tally.disagree
    return {
      id,
      title: overview.titles[at] ?? '',
      part: overview.parts[at] ?? 0,
      rank: overview.ranks[at] ?? 0,
      tally,
      total,
      share: total === 0 ? 0 : tally.agree / total,
    }
  })
}

/** The votes of a whole column, and of all the board has said since. */
export function sumOf(points: readonly { tally: Tally }[]): Required<Tally> {
  return points.reduce<Required<Tally>>((all, { tally }) => sum(all, tally), NOTHING)
}

/** The votes of elsewhere, summed. */
export function importedOf({ imported }: Overview): number {
  if (imported == null) return 0
  return CHOICE_VALUES.reduce((all, choice) => all + imported[choice].reduce((a, b) => a + b, 0), 0)
}

/** The sections, those with the most votes first. */
export function partsOf(overview: Overview, points: readonly Point[]): Part[] {
  const parts = overview.sections.map((name): Part => ({ name, propositions: 0, tally: NOTHING, total: 0 }))
  for (const point of points) {
    const part = parts[point.part]
    if (part === undefined) continue
    part.propositions += 1
    part.tally = sum(part.tally, point.tally)
    part.total += point.total
  }
  return parts.sort((a, b) => b.total - a.total || b.propositions - a.propositions)
}

/** How many people stand against as many others: what makes a debate. */
export function dispute({ tally }: Point): number {
  return Math.min(tally.agree, tally.disagree)
}

/** The part of « agree » that is sure at least: a few votes prove little (Wilson, 1927). */
export function consensus({ share, total }: Point): number {
  if (total === 0) return 0
  const square = (Z * Z) / total
  const spread = Z * Math.sqrt((share * (1 - share) + square / 4) / total)
  return (share + square / 2 - spread) / (1 + square)
}

/** The most disputed one; none while nobody stands against anybody. */
export function mostDisputed(points: readonly Point[]): Point | null {
  const most = points.reduce<Point | null>(
    (best, point) => (best === null || dispute(point) > dispute(best) ? point : best),
    null,
  )
  return most === null || dispute(most) === 0 ? null : most
}

/** The points in an order; unranked ones stand last where people's support decides. */
export function inOrder(points: readonly Point[], order: Order): Point[] {
  const by: Record<Order, (a: Point, b: Point) => number> = {
    support: (a, b) => Number(a.rank === 0) - Number(b.rank === 0) || b.tally.agree - a.tally.agree,
    debate: (a, b) => dispute(b) - dispute(a),
    consensus: (a, b) => consensus(b) - consensus(a),
  }
  return [...points].sort((a, b) => by[order](a, b) || b.total - a.total)
}

function tallyAt(columns: VoteColumns, at: number): Required<Tally> {
  const of = (choice: Choice) => columns[choice][at] ?? 0
  return { agree: of('agree'), mixed: of('mixed'), disagree: of('disagree') }
}

function sum(a: Tally, b: Tally): Required<Tally> {
  return {
    agree: (a.agree ?? 0) + (b.agree ?? 0),
    mixed: (a.mixed ?? 0) + (b.mixed ?? 0),
    disagree: (a.disagree ?? 0) + (b.disagree ?? 0),
  }
}
