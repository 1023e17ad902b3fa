/** A field whose text is kept on this device until the server has it. */

import { Draft } from './drafts'

export class Kept {
  #draft: Draft
  #text = $state('')

  /** `page` and `object` name the field; what was kept comes before `initial`. */
  constructor(
    page: string,
    object: string,
    private initial = '',
  ) {
    this.#draft = new Draft(localStorage, page, object)
    this.#text = this.#draft.read() || initial
  }

  get text(): string {
    return this.#text
  }

  set text(text: string) {
    this.#text = text
    this.#draft.save(text === this.initial ? '' : text)
  }

  /** Whether something was typed that the server does not have. */
  get isChanged(): boolean {
    return this.#text !== this.initial
  }

  /** The server has this text; what was typed since stays, and is still kept. */
  recorded(text: string): void {
    this.initial = text
    if (this.#text === text) this.#draft.clear()
  }

  /** The server has it, or has something else: that is where the next change begins. */
  settle(text: string): void {
    this.initial = text
    this.#text = text
    this.#draft.clear()
  }
}
