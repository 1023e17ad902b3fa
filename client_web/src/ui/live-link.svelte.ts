/** How the link stands and what time it is, as state a component may read. */

import type { Client } from '../wire/client'
import type { LinkState } from '../wire/link'

export class LiveLink {
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
  #client: Client
  #stops: (() => void)[]

  constructor(client: Client) {
    this.#client = client
    this.#now = client.now()
    const timer = setInterval(() => {
      this.#now = client.now()
    }, 1_000)
    this.#stops = [
      client.link.subscribe((state) => {
        this.#state = state
        this.#build ||= client.build
        this.outdated = client.build !== this.#build
      }),
      () => clearInterval(timer),
    ]
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

  retry = (): void => this.#client.retry()

  stop(): void {
    for (const stop of this.#stops) stop()
  }
}
