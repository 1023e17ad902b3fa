/** The keyboard of a list of cards: arrows move the focus between rows, letters are the page's. */

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

/** Whether letters typed there are text. */
export function isText(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.matches('input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]')
}
