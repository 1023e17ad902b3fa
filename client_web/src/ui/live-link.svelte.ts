/** How the link stands and what time it is, as state a component may read. */

import type { Client } from '../wire/client'
import type { LinkState } from '../wire/link'
import { Follower } from './follower'

export class LiveLink extends Follower {
  #state = $state.raw<LinkState>({
    state: 'connecting',
    last_at: null,
    attempt: 0,
    queued: 0,
    code: 0,
    late_ms: 0,
  })
  #now = $state(0)
  /** The server was renewed since this page was loaded: reloading is offered, never done. */
  outdated = $state(false)
  #build = ''

  constructor(client: Client) {
    super(client)
    this.#now = client.now()
    this.every(1_000, () => {
      this.#now = client.now()
    })
    this.atClose(
      client.link.subscribe((state) => {
        this.#state = state
        this.#build ||= client.build
        this.outdated = client.build !== this.#build
      }),
    )
  }

  get state(): LinkState {
    return this.#state
  }

  /** Server time, once a second. */
  get now(): number {
    return this.#now
  }

  /** Whether numbers on the page must look old. */
  get stale(): boolean {
    return (
      this.#state.state === 'reconnecting' ||
      this.#state.state === 'offline' ||
      this.#state.state === 'refused'
    )
  }

  retry = (): void => this.client.retry()
}
