/** The letters of the desk's keyboard. */

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
