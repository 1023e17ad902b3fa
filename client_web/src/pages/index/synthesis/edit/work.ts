/** Which propositions still have arguments to be read. Pure. */

import type { WorkCard } from '@protocol/messages'

/** Whether an argument of a proposition is still to be read. */
export function isUnfinished({ coverage }: WorkCard): boolean {
  return (coverage.arguments ?? 0) > (coverage.placed ?? 0) + (coverage.ignored ?? 0)
}

/** The next unfinished proposition after one, from the beginning again at the end; null if all are done. */
export function nextUnfinished(cards: readonly WorkCard[], after: string): string | null {
  const at = cards.findIndex(({ id }) => id === after)
  const ordered = [...cards.slice(at + 1), ...cards.slice(0, Math.max(0, at))]
  return ordered.find(isUnfinished)?.id ?? null
}
