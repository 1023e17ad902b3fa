/** Where the dots of a scatter stand, and which of them the hand or the keyboard means. Pure. */

/** A thing as a dot: how far it lies from left to right, and how high by its total, which is at least 1. */
export interface ScatterDot {
  id: string
  title: string
  share: number
  total: number
}

/** The well of the dots within its picture, in pixels. */
export interface Well {
  left: number
  right: number
  top: number
  bottom: number
}

/** Dots with their places in pixels, in columns: all of them may move each second, and leave nothing to collect. */
export interface Placed {
  dots: readonly ScatterDot[]
  xs: Float64Array
  ys: Float64Array
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

/** How high a total lies, as pixels from above. */
export function heightOf(count: number, top: number, well: Well): number {
  const share = Math.log10(Math.max(1, count)) / Math.log10(top)
  return well.bottom - share * (well.bottom - well.top)
}

/** Every dot at its place. */
export function place(dots: readonly ScatterDot[], top: number, well: Well): Placed {
  const [xs, ys] = [new Float64Array(dots.length), new Float64Array(dots.length)]
  for (const [at, { share, total }] of dots.entries()) {
    xs[at] = well.left + share * (well.right - well.left)
    ys[at] = heightOf(total, top, well)
  }
  return { dots, xs, ys }
}

/** The dot that a press at a place means; null where none is near. */
export function nearest({ dots, xs, ys }: Placed, x: number, y: number, reach = REACH): ScatterDot | null {
  let best: ScatterDot | null = null
  let least = reach
  for (const [at, dot] of dots.entries()) {
    const away = Math.hypot((xs[at] ?? 0) - x, (ys[at] ?? 0) - y)
    if (away < least) [best, least] = [dot, away]
  }
  return best
}

/** How many other dots lie at this place, where one is. */
export function othersAt({ xs, ys }: Placed, x: number, y: number): number {
  return xs.reduce((sum, each, at) => sum + Number(Math.hypot(each - x, (ys[at] ?? 0) - y) < SAME), -1)
}

/** The dot that a key leads to: along the shares or along the counts, every one of them reached by both. */
export function step(dots: readonly ScatterDot[], from: string, direction: Direction): ScatterDot | null {
  const upwards = direction === 'up' || direction === 'down'
  const order = [...dots].sort((a, b) =>
    upwards ? a.total - b.total || a.share - b.share : a.share - b.share || a.total - b.total,
  )
  if (direction === 'least') return order[0] ?? null
  if (direction === 'most') return order.at(-1) ?? null
  const at = order.findIndex(({ id }) => id === from)
  return order[at + (direction === 'more' || direction === 'up' ? 1 : -1)] ?? null
}
