/** The acts that can still be taken back: ten seconds each, the newest first. Pure. */

/** One card that moved; `version` is what the card had after the move. */
export interface Undoable {
  question: string
  version: number
  text: string
  until: number
}

export const UNDO_MS = 10_000
// More than a moderator can do in ten seconds; the oldest gives way.
const LIMIT = 8

/** The list with a new act in front; an older act on the same card can no longer be taken back. */
export function withAct(acts: readonly Undoable[], act: Undoable): Undoable[] {
  return [act, ...acts.filter(({ question }) => question !== act.question)].slice(0, LIMIT)
}

/** The acts whose ten seconds are not over. */
export function stillUndoable(acts: readonly Undoable[], now: number): Undoable[] {
  return acts.filter(({ until }) => until > now)
}
