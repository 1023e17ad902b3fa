/** What was written day by day, without holes; long stretches week by week. Pure. */

import type { WrittenDay } from '@protocol/messages'

/** A day, or the week that begins with it. */
export interface Stretch {
  /** The day at noon in UTC: a date without an hour, wherever it is read. */
  at: number
  propositions: number
  arguments: number
}

const DAY_MS = 86_400_000
/** More days than this do not stand side by side on a phone. */
const MOST_DAYS = 60

/** How many days one bar stands for. */
export function lengthOf(days: readonly WrittenDay[]): 1 | 7 {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return 1
  return (noon(last.day) - noon(first.day)) / DAY_MS >= MOST_DAYS ? 7 : 1
}

/** Every stretch from the first day to the last. */
export function stretchesOf(days: readonly WrittenDay[]): Stretch[] {
  const [first, last] = [days[0], days.at(-1)]
  if (first === undefined || last === undefined) return []
  const step = lengthOf(days) * DAY_MS
  const begin = noon(first.day)
  const count = Math.floor((noon(last.day) - begin) / step) + 1
  const stretches = Array.from({ length: count }, (_, index): Stretch => {
    return { at: begin + index * step, propositions: 0, arguments: 0 }
  })
  for (const { day, propositions = 0, arguments: args = 0 } of days) {
    const stretch = stretches[Math.floor((noon(day) - begin) / step)]
    if (stretch === undefined) continue
    stretch.propositions += propositions
    stretch.arguments += args
  }
  return stretches
}

function noon(day: string): number {
  return Date.parse(`${day}T12:00:00Z`)
}
