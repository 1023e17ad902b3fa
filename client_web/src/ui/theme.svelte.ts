/** Light, dark, or as the system wishes: chosen per device. */

import { shelf } from '../wire/shelf'

export type Theme = 'system' | 'light' | 'dark'

const KEPT = 'hemicycle.theme'

class Current {
  theme = $state<Theme>('system')
}

const current = new Current()

export function theme(): Theme {
  return current.theme
}

/** Choose and remember. */
export function setTheme(next: Theme): void {
  current.theme = next
  if (next === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = next
  shelf.setItem(KEPT, next)
}

/** Take what was chosen before. */
export function startTheme(): void {
  const kept = shelf.getItem(KEPT)
  if (kept === 'light' || kept === 'dark') setTheme(kept)
}
