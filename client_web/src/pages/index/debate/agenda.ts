/** A running order while it is being made. Pure. */

import type { AgendaDraft, AgendaItem, AgendaKind, DebateSubject } from '@protocol/messages'

export interface Line {
  key: number
  kind: AgendaKind
  title: string
  minutes: number
  about: string | null
}

const MINUTE_MS = 60_000
const SUBJECT_MINUTES = 15

/** The lines of an agenda that stands. */
export function linesOf(agenda: readonly AgendaItem[]): Line[] {
  return agenda.map(({ kind, title, planned_ms, about }, key) => ({
    key,
    kind,
    title,
    minutes: Math.round(planned_ms / MINUTE_MS),
    about: about?.target ?? null,
  }))
}

/** The agenda that lines make. */
export function draftsOf(lines: readonly Line[]): AgendaDraft[] {
  return lines.map(({ kind, title, minutes, about }) => ({
    kind,
    title: title.trim(),
    planned_ms: Math.round(minutes) * MINUTE_MS,
    about,
  }))
}

/** The lines with one more at the end: a subject as a theme, or something else. */
export function withLine(lines: readonly Line[], subject: DebateSubject | null): Line[] {
  const key = 1 + Math.max(-1, ...lines.map((line) => line.key))
  const line: Line =
    subject === null
      ? { key, kind: 'questions', title: '', minutes: SUBJECT_MINUTES, about: null }
      : { key, kind: 'theme', title: subject.title, minutes: SUBJECT_MINUTES, about: subject.target }
  return [...lines, line]
}

/** The lines with the one at `from` moved by `by` places; nothing leaves the list. */
export function moved(lines: readonly Line[], from: number, by: number): Line[] {
  const to = from + by
  const line = lines[from]
  if (line === undefined || to < 0 || to >= lines.length) return [...lines]
  const rest = lines.filter((_, at) => at !== from)
  return [...rest.slice(0, to), line, ...rest.slice(to)]
}
