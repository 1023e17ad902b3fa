/** What a recording holds: where it begins, its chapters, the line that is said at an instant. Pure. */

import type { Caption, Chapter, Recording } from '@protocol/messages'

/** A line of captions is shown for so long. */
const LINE_MS = 8_000
/** Whoever is given the floor begins to speak a moment before, or after. */
const LEAD_MS = 1_000

/** Where the first word is spoken: the slate before it is nothing to watch. */
export function firstWord(recording: Recording | null): number {
  const first = recording?.chapters.find(({ kind }) => kind === 'floor') ?? recording?.chapters[0]
  return Math.max(0, (first?.at_ms ?? 0) - LEAD_MS)
}

/** The chapters in order; of turns that follow each other, one a person. */
export function chaptersOf(chapters: readonly Chapter[]): Chapter[] {
  const ordered = chapters.filter(({ title }) => title !== '').sort((a, b) => a.at_ms - b.at_ms)
  let speaker = ''
  return ordered.filter(({ kind, id }) => {
    if (kind !== 'floor') return true
    const isNew = id !== speaker
    speaker = id ?? ''
    return isNew
  })
}

/** What is said at an instant of the server's time, if somebody wrote it down. */
export function lineAt(lines: readonly Caption[], at: number): string | null {
  const line = lines.findLast((each) => each.at <= at)
  return line !== undefined && at - line.at < LINE_MS ? line.text : null
}

/** Lines that hold all the words, however written; all of them without words. */
export function found(lines: readonly Caption[], words: string): Caption[] {
  const wanted = plain(words).split(/\s+/).filter(Boolean)
  if (wanted.length === 0) return [...lines]
  return lines.filter(({ text, speaker }) => {
    const said = plain(`${speaker ?? ''} ${text}`)
    return wanted.every((word) => said.includes(word))
  })
}

/** The page of a debate that is over, at a moment of its recording. */
export function address(process: string, debate: string, at_ms?: number): string {
  const moment = at_ms === undefined ? '' : `&t=${Math.floor(at_ms / 1000)}`
  return `/processes/${process}/debate?debate=${debate}${moment}`
}

/** The moment that an address names, `?t=754` in seconds. */
export function momentOf(search: string): { at_ms: number } | null {
  const seconds = Number(new URLSearchParams(search).get('t') ?? Number.NaN)
  return Number.isFinite(seconds) && seconds >= 0 ? { at_ms: seconds * 1_000 } : null
}

/** Letters without accents and capitals: who looks for « ecole » finds « École ». */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
