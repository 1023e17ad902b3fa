/**
 * French typography for texts that people typed, where they are shown; what is kept stays as it was written.
 *
 * A space before `: ; ! ? »` and after `«` does not break (F13). In words of our own it is written in them.
 */

const BEFORE_HIGH = /[ \u00a0\u202f]+([;!?])/g
const BEFORE_COLON = /[ \u00a0\u202f]+([:»])/g
const AFTER_OPENING = /«[ \u00a0\u202f]+/g
const ORDINAL = /(?<=(?<![\p{L}\d])1)(?:er|re)(?![\p{L}\d])|(?<=(?<![\p{L}\d])\d+)e(?![\p{L}\d])/gu

/** A text as it is shown: no line begins with a sign that belongs to the word before it. */
export function typo(text: string): string {
  return text
    .replace(BEFORE_HIGH, '\u202f$1')
    .replace(BEFORE_COLON, '\u00a0$1')
    .replace(AFTER_OPENING, '«\u00a0')
}

/** The same of what the server made from Markdown: its tags are left as they are. */
export function typoOfHtml(html: string): string {
  return html.replace(/(^|>)([^<]+)/g, (_, edge: string, text: string) => edge + typo(text))
}

/** The pieces of a text; each second one is the ending of an ordinal, which is raised: `Article 1`, `er`, … */
export function ordinals(text: string): string[] {
  const pieces: string[] = []
  let from = 0
  for (const { 0: ending, index } of text.matchAll(ORDINAL)) {
    pieces.push(text.slice(from, index), ending)
    from = index + ending.length
  }
  return [...pieces, text.slice(from)]
}
