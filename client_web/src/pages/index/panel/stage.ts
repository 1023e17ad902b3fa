/** Where a panel stands, by its dates and seats. Pure. */

import type { PanelView } from '@protocol/messages'

export type Stage = 'applications' | 'closed' | 'challenge' | 'beacon' | 'waiting' | 'seating' | 'complete'

/** The stage at the server's instant `now`. */
export function stageOf(view: PanelView, now: number): Stage {
  if (view.drawn_at != null) {
    const seats = view.seats ?? []
    return seats.every((seat) => seat.name !== '') ? 'complete' : 'seating'
  }
  if (view.pool_hash == null) return now < view.applications_close_at ? 'applications' : 'closed'
  if (now < (view.challenges_until ?? 0)) return 'challenge'
  return view.beacon == null ? 'beacon' : 'waiting'
}

/** Numbers of a lottery as typed: one source a line. Null where something is no number. */
export function numbersOf(text: string): number[][] | null {
  const lines = text.split('\n').map((line) => line.split(/[\s,;]+/).filter((word) => word !== ''))
  const sources = lines.filter((words) => words.length > 0)
  if (sources.length === 0 || !sources.flat().every((word) => /^\d{1,12}$/.test(word))) return null
  return sources.map((words) => words.map(Number))
}

/** How the draw will read the numbers: each source's ascending (RFC 3797). */
export function keyOfNumbers(sources: readonly (readonly number[])[]): string {
  const written = (source: readonly number[]) => [...source].sort((a, b) => a - b).map((n) => `${n}.`)
  return sources.map((source) => `${written(source).join('')}/`).join('')
}
