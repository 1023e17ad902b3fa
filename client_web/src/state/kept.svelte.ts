/**
 * What is typed into a form, kept on this device until the server has it, with the version it was typed on.
 *
 * A save names that version, so that somebody else's newer text is never overwritten unread.
 */

import { Draft } from './drafts'
import { shelf } from '../wire/shelf'

type Early<T> = readonly [field: keyof T, draft: Draft]

export class Kept<T extends object> {
  /** The fields as they stand; a form calls `keep` at each change. */
  text: T = $state({} as T)
  version = $state(0)
  /** Whether a kept text comes back that was typed on an older version; until the person chose. */
  isBehind = $state(false)
  #stored: string
  readonly #draft: Draft
  readonly #early: readonly Early<T>[]

  /**
   * `page` and `object` name the form; what was kept comes before what is `stored`. `early` is where an
   * earlier build kept fields, without a version.
   */
  constructor(page: string, object: string, stored: T, version = 0, early?: readonly Early<T>[]) {
    this.#draft = new Draft(shelf, page, object)
    const fields = Object.keys(stored) as (keyof T)[]
    this.#early =
      early ?? fields.map((field) => [field, new Draft(shelf, `${page}.${String(field)}`, object)])
    this.#stored = JSON.stringify(stored)
    const kept = this.#read()
    this.text = { ...stored, ...kept?.text }
    this.isBehind = kept !== null && kept.version !== version && this.#isChanged
    this.version = this.isBehind && kept !== null ? kept.version : version
  }

  /** Keep what stands in the fields, if the server does not have it. */
  keep(): void {
    const { version, text } = this
    for (const [, draft] of this.#early) draft.clear()
    this.#draft.save(this.#isChanged ? JSON.stringify({ version, text }) : '')
  }

  /** The server has this text as this version; what was typed since stays, and is still kept. */
  recorded(text: T, version: number): void {
    this.#stored = JSON.stringify(text)
    this.stand(version)
  }

  /** The server has it, or has something else: that is where the next change begins. */
  settle(text: T, version: number): void {
    this.text = text
    this.recorded(text, version)
  }

  /** What is typed shall stand, by one who has seen this version. */
  stand(version: number): void {
    this.version = version
    this.isBehind = false
    this.keep()
  }

  get #isChanged(): boolean {
    return JSON.stringify(this.text) !== this.#stored
  }

  #read(): { version: number; text: Partial<T> } | null {
    try {
      const { version, text } = JSON.parse(this.#draft.read()) as { version: number; text: Partial<T> }
      return { version, text }
    } catch {
      const early = this.#early
        .map(([field, draft]) => [field, draft.read()])
        .filter(([, text]) => text !== '')
      return early.length === 0 ? null : { version: 0, text: Object.fromEntries(early) as Partial<T> }
    }
  }
}
