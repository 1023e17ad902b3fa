/**
 * What a person typed and did not send, kept on the device by page, object and person until it is sent.
 *
 * Two people at one browser do not see each other's. What somebody typed before signing in is theirs once they
 * have. The caller saves at each letter, as a page may be left after any, and clears after the server's answer.
 */

import type { Shelf } from '../wire/shelf'

const PREFIX = 'hemicycle.draft'
/** Under which name the device keeps who is here. */
export const PERSON = 'hemicycle.person'

/** Of whom something was read on this page. */
const shown = new Set<string>()

/** Keep drafts for this person from now on (null: nobody is signed in). Whether the page shows another's. */
export function keepFor(shelf: Shelf, person: string | null): boolean {
  const before = shelf.getItem(PERSON) ?? ''
  if (before === (person ?? '')) return false
  put(shelf, PERSON, person ?? '')
  return before !== '' && shown.has(before)
}

/** Who is here, as far as the device knows. */
export function keptFor(shelf: Shelf): string | null {
  return shelf.getItem(PERSON) || null
}

export class Draft {
  #place: string

  constructor(
    readonly shelf: Shelf,
    page: string,
    object: string,
  ) {
    this.#place = `${page}.${object}`
  }

  read(): string {
    const text = this.shelf.getItem(this.#key)
    if (text !== null) {
      shown.add(this.#person)
      return text
    }
    const early = this.shelf.getItem(this.#early) ?? ''
    if (early !== '') this.save(early)
    return early
  }

  /** Keep the text; an empty one is not kept. */
  save(text: string): void {
    put(this.shelf, this.#key, text)
    if (this.#key !== this.#early) put(this.shelf, this.#early, '')
  }

  clear(): void {
    this.save('')
  }

  /** Whether a storage event of another tab is about this draft. */
  isAbout(key: string | null): boolean {
    return key === this.#key
  }

  // Asked each time: who somebody is may be told after a page has begun.
  get #person(): string {
    return this.shelf.getItem(PERSON) ?? ''
  }

  get #key(): string {
    return this.#person === '' ? this.#early : `${PREFIX}@${this.#person}.${this.#place}`
  }

  /** What was typed before signing in. */
  get #early(): string {
    return `${PREFIX}.${this.#place}`
  }
}

function put(shelf: Shelf, key: string, text: string): void {
  if (text === '') shelf.removeItem(key)
  else shelf.setItem(key, text)
}
