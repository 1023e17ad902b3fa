/**
 * Something fetched: once, again when what it is `of` changes, and when somebody asks. What fetching itself
 * reads on its way fetches nothing anew.
 */

import { untrack } from 'svelte'

export class Fetched<T> {
  readonly #load: () => Promise<T>
  readonly #of: () => unknown
  #attempt = $state(0)
  #coming = $derived.by(() => {
    void this.#attempt
    this.#of()
    return untrack(this.#load)
  })

  constructor(load: () => Promise<T>, of: () => unknown) {
    this.#load = load
    this.#of = of
  }

  get coming(): Promise<T> {
    return this.#coming
  }

  again(): void {
    this.#attempt += 1
  }
}
