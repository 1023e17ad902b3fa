/** How the consultation's list may be ordered, and the seed of one's own random order. */

export type Sort = 'random' | 'agreed' | 'voted' | 'newest'
export const SORTS: readonly Sort[] = ['random', 'agreed', 'voted', 'newest']

const KEPT = 'hemicycle.seed'

/** A number of this device: its random order stays the same from visit to visit. */
export function readerSeed(): string {
  const kept = localStorage.getItem(KEPT)
  if (kept !== null) return kept
  const fresh = String(crypto.getRandomValues(new Uint32Array(1))[0] ?? 1)
  localStorage.setItem(KEPT, fresh)
  return fresh
}
