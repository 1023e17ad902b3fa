/** Ending with the component that began it. */

import { onDestroy } from 'svelte'

/** The same thing, closed when the component that is being made goes. */
export function whileShown<T extends { close(): void }>(made: T): T {
  onDestroy(() => made.close())
  return made
}
