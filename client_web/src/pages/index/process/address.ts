/** The address of a new process, offered from its title. */

const LONGEST = 40
/** Words that say nothing in an address. */
const SMALL = new Set(['le', 'la', 'les', 'l', 'un', 'une', 'des', 'du', 'de', 'd', 'the', 'a', 'an', 'of'])

/** `L’eau, bien commun` → `eau-bien-commun`: letters without accents, digits and hyphens. */
export function addressOf(title: string): string {
  const plain = title.normalize('NFD').replace(/\p{M}/gu, '').replace(/œ/gi, 'oe').replace(/æ/gi, 'ae')
  const words = plain
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
  const telling = words.filter((word) => !SMALL.has(word))
  let address = ''
  for (const word of telling.length > 0 ? telling : words) {
    const longer = address === '' ? word : `${address}-${word}`
    if (longer.length > LONGEST) break
    address = longer
  }
  return address || words.join('-').slice(0, LONGEST)
}
