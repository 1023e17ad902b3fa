/** Propositions as points: how many voted, how they divide, and the orders that follow from it. Pure. */

import { CHOICE_VALUES, type Choice, type Overview, type Tally } from '@protocol/messages'
import { type Keys, tallyOf } from '../../../state/board'

/** A proposition with all its votes, of here and elsewhere; a rank of 0 is none. */
export interface Point extends Required<Tally> {
  id: string
  title: string
  part: number
  rank: number
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
    const here = tallyOf(board, id)
    const votes = (choice: Choice) =>
      (here === null ? (overview.cast[choice][at] ?? 0) : (here[choice] ?? 0)) +
      (overview.imported?.[choice][at] ?? 0)
    const [agree, mixed, disagree] = [votes('agree'), votes('mixed'), votes('disagree')]
    const total = agree + mixed + disagree
    const [title = '', part = 0, rank = 0] = [overview.titles[at], overview.parts[at], overview.ranks[at]]
    return { id, title, part, rank, agree, mixed, disagree, total, share: total === 0 ? 0 : agree / total }
  })
}

/** The votes of a whole column, and of all the board has said since. */
export function sumOf(points: readonly Point[]): Required<Tally> {
  const all = { ...NOTHING }
  for (const point of points) add(all, point)
  return all
}

/** The votes of elsewhere, summed. */
export function importedOf({ imported }: Overview): number {
  if (imported == null) return 0
  return CHOICE_VALUES.reduce((all, choice) => all + imported[choice].reduce((a, b) => a + b, 0), 0)
}

/** The sections, those with the most votes first. */
export function partsOf(overview: Overview, points: readonly Point[]): Part[] {
  const parts = overview.sections.map((name): Part => ({
    name,
    propositions: 0,
    tally: { ...NOTHING },
    total: 0,
  }))
  for (const point of points) {
    const part = parts[point.part]
    if (part === undefined) continue
    part.propositions += 1
    add(part.tally, point)
    part.total += point.total
  }
  return parts.sort((a, b) => b.total - a.total || b.propositions - a.propositions)
}

/** How many people stand against as many others: what makes a debate. */
export function dispute({ agree, disagree }: Point): number {
  return Math.min(agree, disagree)
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
    support: (a, b) => Number(a.rank === 0) - Number(b.rank === 0) || b.agree - a.agree,
    debate: (a, b) => dispute(b) - dispute(a),
    consensus: (a, b) => consensus(b) - consensus(a),
  }
  return [...points].sort((a, b) => by[order](a, b) || b.total - a.total)
}

function add(to: Required<Tally>, { agree = 0, mixed = 0, disagree = 0 }: Tally): void {
  to.agree += agree
  to.mixed += mixed
  to.disagree += disagree
}
