/** Instants in date-and-time fields: what stands in one is a clock's hour in the zone of the process. */

import { site } from '../wire/site'

const FIELD = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::\d{2})?$/

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: site.zone,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})

/** The value of a `datetime-local` field for an instant; empty for none. */
export function fieldOf(at: number | null | undefined): string {
  if (at == null) return ''
  const of = Object.fromEntries(parts.formatToParts(at).map(({ type, value }) => [type, value]))
  return `${of.year}-${of.month}-${of.day}T${of.hour}:${of.minute}`
}

/**
 * The instant of a field's value, null for an empty or impossible one.
 *
 * The hour that is skipped in spring is the hour after it; of the one that comes twice in autumn, the first.
 */
export function instantOf(field: string): number | null {
  const match = FIELD.exec(field)
  if (match === null) return null
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number)
  const asUtc = Date.UTC(year, month - 1, day, hour, minute)
  if (new Date(asUtc).toISOString().slice(0, 16) !== field.slice(0, 16)) return null
  const early = asUtc - offsetAt(asUtc - 86_400_000)
  const late = asUtc - offsetAt(asUtc + 86_400_000)
  const wanted = field.slice(0, 16)
  const [first, second] = early < late ? [early, late] : [late, early]
  if (fieldOf(first) === wanted) return first
  return second
}

/** How far the zone's clocks are ahead of UTC at an instant. */
function offsetAt(at: number): number {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = fieldOf(at).split(/\D/).map(Number)
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(at / 60_000) * 60_000
}
