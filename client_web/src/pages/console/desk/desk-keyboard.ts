/**
 * The keyboard of a list of cards: arrows move the focus between rows, everything else is the desk's.
 */

/** Move the focus up or down among the rows of a list; false when the key is not about that. */
export function moveFocus(event: KeyboardEvent, list: HTMLElement): boolean {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (step === 0) return false
  const rows = [...list.querySelectorAll<HTMLElement>('[data-row]')]
  const at = rows.indexOf(document.activeElement as HTMLElement)
  const next = rows[at + step]
  if (at < 0 || !next) return false
  event.preventDefault()
  next.focus()
  return true
}

/** What a letter of the desk's keyboard asks for (UX 2.7). */
export type DeskKey =
  | 'publish'
  | 'queue'
  | 'next'
  | 'air'
  | 'answered'
  | 'dismiss'
  | 'merge'
  | 'readout'
  | 'note'
  | 'take'
  | 'select'

const LETTERS: Record<string, DeskKey> = {
  p: 'publish',
  f: 'queue',
  s: 'next',
  a: 'air',
  r: 'answered',
  e: 'dismiss',
  d: 'merge',
  t: 'readout',
  n: 'note',
  g: 'take',
  x: 'select',
  ' ': 'select',
}

/** The act of a key press; null with a modifier or for other keys. */
export function deskKey(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>,
): DeskKey | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  return LETTERS[event.key.toLowerCase()] ?? null
}

/** Whether letters typed there are text. */
export function isText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.matches('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]')
}
