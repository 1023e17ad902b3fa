/**
 * Where the dots of a hemicycle stand: one dot is one voice, one seat, one step. Pure.
 *
 * Up to a hundred people each have a dot; more share a hundred dots of 1 %, by largest remainder.
 * The groups follow each other by angle, from the left bank to the right.
 */

import { percents } from '../../i18n/format'

/** What a dot stands for: an answer, nobody, or a step that is over, under way, to come. */
export type DotKind = 'agree' | 'mixed' | 'disagree' | 'empty' | 'done' | 'now' | 'next'

/** So many dots of one kind. */
export interface Group {
  count: number
  kind: DotKind
}

/** One dot, in pixels of its picture. */
export interface Dot {
  x: number
  y: number
  kind: DotKind
  /** How far along the arc it sits, 0 at the left bank and 1 at the right. */
  share: number
}

/** A picture of dots, all of one radius. */
export interface Picture {
  width: number
  height: number
  radius: number
  dots: Dot[]
}

/** More people than this have no dot each. */
export const MOST_DOTS = 100

/** Fewer seats than this are no assembly. */
const LEAST_SEATS = 24

/** How far inside the inner row lies, by the number of rows: few rows keep to the rim. */
const INNER = [0.8, 0.7, 0.52, 0.46, 0.42, 0.42]
const GAP = 0.78
const LARGEST_DOT = 0.085
/** So many dots stand well in one row, in two, … */
const ROW_LIMITS = [8, 26, 40, 58, 82]

/** Whether a dot of this many people is one percent and not one person. */
export function areShares(total: number): boolean {
  return total > MOST_DOTS
}

/** The dots of each group: one a person, or a hundred in all. */
export function dotsOf(groups: readonly Group[]): Group[] {
  const total = groups.reduce((sum, { count }) => sum + count, 0)
  if (!areShares(total)) return groups.filter(({ count }) => count > 0)
  const points = percents(groups.map(({ count }) => count))
  return groups
    .map(({ kind }, index) => ({ kind, count: points[index] ?? 0 }))
    .filter(({ count }) => count > 0)
}

/** The groups and, where there are few people, empty seats: a handful of dots would not look like an assembly. */
export function withSeats(groups: readonly Group[]): Group[] {
  const total = groups.reduce((sum, { count }) => sum + count, 0)
  return [...groups, { kind: 'empty', count: Math.max(0, LEAST_SEATS - total) }]
}

/** How many of `total` dots sit in each row of these radii, longer rows first when they do not divide. */
export function rowSizes(total: number, radii: readonly number[]): number[] {
  const length = radii.reduce((sum, radius) => sum + radius, 0)
  const exact = radii.map((radius) => (total * radius) / length)
  const sizes = exact.map(Math.floor)
  const missing = total - sizes.reduce((sum, size) => sum + size, 0)
  const byRemainder = exact
    .map((size, row) => ({ row, rest: size - Math.floor(size) }))
    .sort((a, b) => b.rest - a.rest || b.row - a.row)
  for (const { row } of byRemainder.slice(0, missing)) sizes[row] = (sizes[row] ?? 0) + 1
  return sizes
}

/** Seat the groups; an empty assembly has no dots. */
export function layOut(groups: readonly Group[], width: number, rows?: number): Picture {
  const kinds = dotsOf(groups).flatMap(({ count, kind }) => Array<DotKind>(count).fill(kind))
  const total = kinds.length
  const count = Math.min(rows ?? rowsFor(total), Math.max(1, total))
  const inner = INNER[Math.min(count, INNER.length) - 1] ?? 1
  const radii = Array.from({ length: count }, (_, row) =>
    count === 1 ? inner : inner + ((1 - inner) * row) / (count - 1),
  )
  const sizes = rowSizes(total, radii)
  const half = width / 2
  const radius = round(half * dotShare(radii, sizes))
  const reach = half - radius - 2
  const base = reach + radius + 2
  const seats = radii
    .flatMap((at, row) => {
      const size = sizes[row] ?? 0
      return Array.from({ length: size }, (_, seat) => ({ at, share: size === 1 ? 0.5 : seat / (size - 1) }))
    })
    .sort((a, b) => a.share - b.share || a.at - b.at)
  const dots = seats.map(({ at, share }, index): Dot => {
    const angle = Math.PI * (1 - share)
    return {
      x: round(half + reach * at * Math.cos(angle)),
      y: round(base - reach * at * Math.sin(angle)),
      kind: kinds[index] ?? 'empty',
      share,
    }
  })
  return { width, height: round(base + radius + 2), radius, dots }
}

function rowsFor(total: number): number {
  const row = ROW_LIMITS.findIndex((limit) => total <= limit)
  return row < 0 ? ROW_LIMITS.length + 1 : row + 1
}

/** The radius of a dot as a share of the picture's half, so that none touches another. */
function dotShare(radii: readonly number[], sizes: readonly number[]): number {
  const along = radii.map((at, row) => (Math.PI * at) / Math.max(1, (sizes[row] ?? 1) - 1))
  const across = radii.length < 2 ? 1 : (radii[1] ?? 0) - (radii[0] ?? 0)
  return Math.min(LARGEST_DOT, (Math.min(across, ...along) * GAP) / 2)
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
