/** The text of a mail with its links to this site made usable. */

export interface Piece {
  text: string
  /** Where a link of this site leads, as a path; null for plain text and other sites' links. */
  path: string | null
}

/** Cut a text at its addresses. Only links into `origin` or to localhost under any port become paths. */
export function pieces(text: string, origin: string): Piece[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, path: pathOf(part, origin) }))
}

function pathOf(part: string, origin: string): string | null {
  if (!/^https?:/.test(part) || !URL.canParse(part)) return null
  const url = new URL(part)
  if (url.origin !== origin && url.hostname !== 'localhost') return null
  return url.pathname + url.search + url.hash
}
