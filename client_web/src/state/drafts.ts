/**
 * What a person typed and did not send, kept on the device by page, object and person until it is sent.
 *
 * The caller saves at each letter, as a page may be left after any, and clears after the server's answer.
 */

export interface Shelf {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
}

const PREFIX = 'hemicycle.draft.'

export class Draft {
  #key: string

  constructor(
    readonly shelf: Shelf,
    page: string,
    object: string,
  ) {
    this.#key = `${PREFIX}${page}.${object}`
  }

  read(): string {
    return this.shelf.getItem(this.#key) ?? ''
  }

  /** Keep the text; an empty one is not kept. A full or forbidden store loses the draft, not the page. */
  save(text: string): void {
    try {
      if (text === '') this.shelf.removeItem(this.#key)
      else this.shelf.setItem(this.#key, text)
    } catch {
      // Private windows may refuse storage: the text still stands in the field.
    }
  }

  clear(): void {
    this.save('')
  }

  /** Whether a storage event of another tab is about this draft. */
  isAbout(key: string | null): boolean {
    return key === this.#key
  }
}
