/** Who is here and what time it is: asked once for all that stands on a page, the socket too. */

import type { SessionInfo, You } from '@protocol/messages'
import { ServerClock } from './server-clock'

export interface Told {
  info: SessionInfo
  /** When it was asked, by this page's monotonic clock. */
  mono: number
}

interface Around {
  wall(): number
  mono(): number
  session(): Promise<SessionInfo>
  /** Called with who is here, each time that is told. */
  here?(you: You | null): void
}

export class PageSession {
  readonly clock: ServerClock
  readonly #around: Around
  #told: Promise<Told> | null = null

  constructor(around: Around) {
    this.#around = around
    this.clock = new ServerClock(around.wall(), around.mono())
  }

  /** What the server says; asked if it was not yet, or `anew`. A question that failed is asked again. */
  told(anew = false): Promise<Told> {
    if (!anew && this.#told !== null) return this.#told
    const told = this.#ask()
    this.#told = told
    told.catch(() => {
      if (this.#told === told) this.#told = null
    })
    return told
  }

  /** The server said it with another answer: somebody signed in. */
  take(info: SessionInfo): void {
    const mono = this.#around.mono()
    this.clock.heard(info.server_time_ms, mono)
    this.#told = Promise.resolve({ info, mono })
    this.#around.here?.(info.you ?? null)
  }

  /** Milliseconds of the server's clock. */
  now(): number {
    return this.clock.now(this.#around.mono())
  }

  async #ask(): Promise<Told> {
    const mono = this.#around.mono()
    const info = await this.#around.session()
    this.clock.heard(info.server_time_ms, this.#around.mono())
    this.#around.here?.(info.you ?? null)
    return { info, mono }
  }
}
