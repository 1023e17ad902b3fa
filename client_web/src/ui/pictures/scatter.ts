/** Where the dots of a scatter stand, and which of them the hand or the keyboard means. Pure. */

/** A thing as a dot: how far it lies from left to right, and how high by its count, which is at least 1. */
export interface ScatterDot {
  id: string
  title: string
  href: string
  share: number
  count: number
}

/** The well of the dots within its picture, in pixels. */
export interface Well {
  left: number
  right: number
  top: number
  bottom: number
}

/** A dot with its place in pixels. */
export interface Placed extends ScatterDot {
  x: number
  y: number
}

export type Direction = 'less' | 'more' | 'up' | 'down' | 'least' | 'most'

/** How near a press must be to mean a dot, and how near two dots are at one place. */
export const REACH = 22
const SAME = 3

/** The counts that the lines stand for: 1, 10, 100 … up to the highest. */
export function ticksOf(highest: number): number[] {
  const count = Math.max(1, Math.floor(Math.log10(Math.max(1, highest))))
  return Array.from({ length: count + 1 }, (_, power) => 10 ** power)
}

/** The top of the scale: it moves rarely while counts grow. */
export function topOf(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(10, highest)))
  return [1, 2, 5, 10].map((step) => step * power).find((top) => top >= highest * 1.05) ?? 10 * power
}

/** How high a count lies, as pixels from above. */
export function heightOf(count: number, top: number, well: Well): number {
  const share = Math.log10(Math.max(1, count)) / Math.log10(top)
  return well.bottom - share * (well.bottom - well.top)
}

/** Every dot at its place. */
export function place(dots: readonly ScatterDot[], top: number, well: Well): Placed[] {
  return dots.map((dot) => ({
    ...dot,
    x: well.left + dot.share * (well.right - well.left),
    y: heightOf(dot.count, top, well),
  }))
}

/** The dot that a press at a place means; null where none is near. */
export function nearest(placed: readonly Placed[], x: number, y: number, reach = REACH): Placed | null {
  let best: Placed | null = null
  let least = reach
  for (const dot of placed) {
    const away = Math.hypot(dot.x - x, dot.y - y)
    if (away < least) [best, least] = [dot, away]
  }
  return best
}

/** How many other dots lie at the place of one. */
export function othersAt(placed: readonly Placed[], { id, x, y }: Placed): number {
  return placed.filter((dot) => dot.id !== id && Math.hypot(dot.x - x, dot.y - y) < SAME).length
}

/** The dot that a key leads to: along the shares or along the counts, every one of them reached by both. */
export function step(placed: readonly Placed[], from: string, direction: Direction): Placed | null {
  const upwards = direction === 'up' || direction === 'down'
  const order = [...placed].sort((a, b) =>
    upwards ? a.count - b.count || a.share - b.share : a.share - b.share || a.count - b.count,
  )
  if (direction === 'least') return order[0] ?? null
  if (direction === 'most') return order.at(-1) ?? null
  const at = order.findIndex(({ id }) => id === from)
  return order[at + (direction === 'more' || direction === 'up' ? 1 : -1)] ?? null
}
