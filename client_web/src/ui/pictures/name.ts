/** What stands for a person who has no portrait: two letters on a colour of their own. Pure. */

/** The colours that a cover may have, and initials too. */
export const COVER_COLOURS = ['petrol', 'ink-blue', 'forest', 'plum', 'brick', 'slate'] as const

/** The name of such a colour, as the tokens call it. */
export type CoverColour = (typeof COVER_COLOURS)[number]

/** The first letters of the first and the last word of a name. */
export function initials(name: string): string {
  const words = name.split(/[^\p{L}\p{N}’'.-]+/u).filter((word) => /^[\p{L}\p{N}]/u.test(word))
  const [first = '', last = ''] = [words[0], words.length > 1 ? words.at(-1) : '']
  return ([...first][0] ?? '').toUpperCase() + ([...last][0] ?? '').toUpperCase()
}

/** A colour that stays the same for one text: a name, the id of a process. */
export function colourOf(text: string): CoverColour {
  let sum = 0
  for (const sign of text) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) >>> 0
  return COVER_COLOURS[sum % COVER_COLOURS.length] ?? 'petrol'
}
