/** The keyboard of the control room: what a press asks for, when single letters are switched on (UX 2.8). */

import { isText, moveFocus } from '../../../ui/list-keyboard'

/** One act of the keyboard. */
export type HostKey =
  | { act: 'give'; seat: string }
  | { act: 'end' | 'hold' | 'more' | 'item' | 'air' | 'answered' | 'open_poll' | 'close_poll' }

const LETTERS: Record<string, Exclude<HostKey['act'], 'give'>> = {
  z: 'end',
  ' ': 'hold',
  '+': 'more',
  n: 'item',
  s: 'air',
  r: 'answered',
  o: 'open_poll',
  c: 'close_poll',
}

/** The act of a press; arrows move between seats, and letters do nothing unless `keyboard` is on. */
export function controlKey(event: KeyboardEvent, keyboard: boolean): HostKey | null {
  // The player has keys of its own while it has the focus.
  if (event.defaultPrevented || isText(event.target) || event.ctrlKey || event.metaKey || event.altKey)
    return null
  const target = event.target as HTMLElement
  const row = target.closest<HTMLElement>('[data-row]')
  const list = row?.closest('ol')
  if (row && list && moveFocus(event, list)) return null
  if (!keyboard) return null
  if (event.key === 'Enter') return row?.dataset.row ? { act: 'give', seat: row.dataset.row } : null
  // The space bar presses the button that has the focus; only elsewhere does it hold the clock.
  if (event.key === ' ' && target.closest('button, a, summary')) return null
  const act = LETTERS[event.key.toLowerCase()]
  return act ? { act } : null
}
