/**
 * Which published question a new one resembles, as a hint for the moderator.
 *
 * Character trigrams of the text without case, accents or punctuation, compared by Dice's coefficient:
 * good at the same words in another order, blind to other words for the same thing. A person decides.
 */

/** A question that may say the same; `score` is 0–1. */
export interface Likeness {
  id: string
  score: number
}

/** Below this, two questions in French share little more than their grammar. */
export const LIKELY = 0.5

/** The set of trigrams of a text. */
export function trigrams(text: string): Set<string> {
  const plain = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
  const padded = ` ${plain} `
  const grams = new Set<string>()
  for (let at = 0; at + 3 <= padded.length; at += 1) grams.add(padded.slice(at, at + 3))
  return grams
}

/** How much two sets of trigrams share, 0–1. */
export function likeness(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0
  let shared = 0
  for (const gram of a) if (b.has(gram)) shared += 1
  return (2 * shared) / (a.size + b.size)
}

/** The most similar of `others`, best first, at most `limit`, none below `LIKELY`. */
export function similarTo(
  text: string,
  others: readonly { id: string; text: string }[],
  { limit }: { limit: number },
): Likeness[] {
  const grams = trigrams(text)
  return others
    .map(({ id, text: other }) => ({ id, score: likeness(grams, trigrams(other)) }))
    .filter(({ score }) => score >= LIKELY)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
}
