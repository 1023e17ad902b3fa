/**
 * What stands on a page is for the person who is here. A page that the browser kept and shows again, and one
 * that stands in another tab, shows nothing of somebody who signed out since.
 */

export interface Page {
  /** Hide or show all of it. */
  cover(on: boolean): void
  /** Who is here, as far as this device knows without asking. */
  known(): string | null
  /** Make the page anew. */
  reload(): void
  /** Ask the server who is here; `is` is told. */
  ask(): void
}

export class OwnPage {
  #person: string | null = null
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  /** The server said who is here. */
  is(person: string | null): void {
    const before = this.#person
    if (before !== null && before !== person) this.#leave()
    else this.#person = person
  }

  /** Listen to the browser, for as long as the page lives. */
  start(window: EventTarget, storage_key: string): void {
    // Kept pages are painted before they run: so it is covered before it is kept.
    window.addEventListener('pagehide', () => this.#person !== null && this.#page.cover(true))
    window.addEventListener('pageshow', (event) => {
      if ((event as PageTransitionEvent).persisted && this.#check()) this.#page.ask()
    })
    window.addEventListener('storage', (event) => {
      const { key } = event as StorageEvent
      if (key === storage_key || key === null) this.#check()
    })
  }

  /** Whether the page is its person's; if so it is shown, if not it is made anew. */
  #check(): boolean {
    if (this.#person !== null && this.#page.known() !== this.#person) {
      this.#leave()
      return false
    }
    this.#page.cover(false)
    return true
  }

  #leave(): void {
    this.#page.cover(true)
    this.#page.reload()
  }
}
