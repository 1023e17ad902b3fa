/**
 * Numbers, percents, instants and durations as text, in the language of the page.
 *
 * A page has one clock, that of the process it is about (`zone.ts`): people compare what they read with
 * each other, not with their own wall. Prose says `13 h 46`; only logs, consoles and receipts `13:46:58`.
 */

import { type Locale, locale } from './locale.svelte'
import { zone } from './zone'

const TAG: Record<Locale, string> = { fr: 'fr-FR', en: 'en-GB' }
const DAY_MS = 86_400_000
const made = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>()

/** A whole number with the separators of the language, never compacted. */
export function count(value: number): string {
  return numbers(locale()).format(value)
}

/** A share of a whole, `59 %`; `< 1 %` rather than `0 %` for something that is there. */
export function percent(points: number, value = points): string {
  const space = locale() === 'fr' ? '\u00a0' : ''
  return points === 0 && value > 0 ? `<\u00a01${space}%` : `${points}${space}%`
}

/** Whole percents that add up to 100, by largest remainder; all 0 when nothing was counted. */
export function percents(values: readonly number[]): number[] {
  const total = values.reduce((sum, value) => sum + value, 0)
  if (total === 0) return values.map(() => 0)
  const exact = values.map((value) => (value * 100) / total)
  const whole = exact.map(Math.floor)
  const missing = 100 - whole.reduce((sum, value) => sum + value, 0)
  const byRemainder = exact
    .map((value, index) => ({ index, rest: value - Math.floor(value) }))
    .sort((a, b) => b.rest - a.rest || a.index - b.index)
  for (const { index } of byRemainder.slice(0, missing)) whole[index] = (whole[index] ?? 0) + 1
  return whole
}

/** The time of a machine, to the second: `20:41:07`. */
export function clock(at: number): string {
  return dates('clock', { hour: '2-digit', minute: '2-digit', second: '2-digit' }).format(at)
}

/** The time of day in prose: `20 h 41`. */
export function clockMinute(at: number): string {
  return inProse(dates('minute', { hour: '2-digit', minute: '2-digit' }).format(at))
}

/** A day, `15 déc. 2026`. */
export function day(at: number): string {
  return dates('day', { day: 'numeric', month: 'short', year: 'numeric' }).format(at)
}

/** A year, `2015`. */
export function year(at: number): string {
  return dates('year', { year: 'numeric' }).format(at)
}

/** A day of the year that needs none, `15 déc.`. */
export function shortDay(at: number): string {
  return dates('short day', { day: 'numeric', month: 'short' }).format(at)
}

/** A day near by and its time, `23 nov. à 20 h 41`. */
export function moment(at: number): string {
  return `${shortDay(at)}${locale() === 'fr' ? ' à' : ','} ${clockMinute(at)}`
}

/** A date in full, `lundi 23 novembre 2026 à 20 h 41`. */
export function fullDate(at: number): string {
  return inProse(dates('full', { dateStyle: 'full', timeStyle: 'short' }).format(at))
}

/** An instant by what is needed to be there in time: the hour within a day, else the date, `30 décembre`. */
export function deadline(at: number, now: number): string {
  if (Math.abs(at - now) < DAY_MS) return clockMinute(at)
  return year(at) === year(now)
    ? dates('date', { day: 'numeric', month: 'long' }).format(at)
    : dates('date of a year', { day: 'numeric', month: 'long', year: 'numeric' }).format(at)
}

/** French hours are written with an h, in prose. */
function inProse(text: string): string {
  return locale() === 'fr'
    ? text.replace(/(\d\d):(\d\d)/, '$1\u00a0h\u00a0$2').replace(/\b0(\d\u00a0h)/, '$1')
    : text
}

/** Minutes and seconds, `04:12`, with hours from one hour on; negative durations show as zero. */
export function stopwatch(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000))
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60]
  if (seconds >= 3600) parts.unshift(Math.floor(seconds / 3600))
  return parts.map((part) => String(part).padStart(2, '0')).join(':')
}

/** What is left: `12 jours`, then `3 h 20`, then `mm:ss` in the last ten minutes. */
export function remaining(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000)
  const days = Math.floor(minutes / 1440)
  if (minutes < 10) return stopwatch(ms)
  if (days >= 2) return locale() === 'fr' ? `${count(days)} jours` : `${count(days)} days`
  if (minutes < 60) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')}`
}

/** How long ago, `4 min`, `2 h`, `3 j`; empty within the first minute. */
export function ago(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return ''
  if (minutes < 60) return `${minutes} min`
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h`
  return `${count(Math.floor(minutes / 1440))} ${locale() === 'fr' ? 'j' : 'd'}`
}

function numbers(language: Locale): Intl.NumberFormat {
  return keep(`${language} number`, () => new Intl.NumberFormat(TAG[language]))
}

function dates(name: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const language = locale()
  return keep(
    `${language} ${name}`,
    () => new Intl.DateTimeFormat(TAG[language], { ...options, timeZone: zone() }),
  )
}

function keep<T extends Intl.NumberFormat | Intl.DateTimeFormat>(key: string, make: () => T): T {
  const found = made.get(key) as T | undefined
  if (found !== undefined) return found
  const fresh = make()
  made.set(key, fresh)
  return fresh
}
