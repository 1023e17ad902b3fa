/** A browser's storage, for tests that look at what is kept. */

import type { Shelf } from '../wire/shelf'

/** A shelf that keeps in `kept`. */
export function shelfOf(kept: Map<string, string>): Shelf {
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, text) => void kept.set(key, text),
    removeItem: (key) => void kept.delete(key),
  }
}
