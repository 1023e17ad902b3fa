/** The keyboard of the moderation desk. */

/** What a letter asks for. */
export type DeskAct = 'take' | 'keep' | 'bin' | 'restore' | 'uphold' | 'overturn'

const LETTERS: Record<string, DeskAct> = {
  g: 'take',
  v: 'keep',
  c: 'bin',
  r: 'restore',
  m: 'uphold',
  a: 'overturn',
}

type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** The act of a key press; null with a modifier or for other keys. */
export function deskAct(event: Press): DeskAct | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  return LETTERS[event.key.toLowerCase()] ?? null
}

/** Whether a key press takes back the last act. */
export function isUndo(event: Press): boolean {
  return (event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'z'
}
