/** Who is here, as the HTTP API says: for pages that have no socket, or not yet. */

import type { SessionInfo, You } from '@protocol/messages'
import { fetchSession, post } from '../../wire/api'
import { held } from '../../wire/held'
import { Refused } from '../../wire/refused'

class Account {
  you = $state.raw<You | null>(null)
  demo = $state(false)
  known = $state(false)
  #loaded: Promise<void> | null = null
  #ahead_ms = 0

  /** Ask the server once; a page works without the answer. */
  load(): Promise<void> {
    this.#loaded ??= this.#fetch()
    return this.#loaded
  }

  async #fetch(): Promise<void> {
    try {
      this.take(await fetchSession())
    } catch (error) {
      if (!(error instanceof Refused)) throw error
    }
  }

  /** The server's time, as it told when it said who is here; the device's until then. */
  now(): number {
    return Date.now() + this.#ahead_ms
  }

  take(info: SessionInfo): void {
    this.#ahead_ms = info.server_time_ms - Date.now()
    this.you = info.you ?? null
    this.demo = info.demo ?? false
    this.known = true
  }

  async signOut(): Promise<void> {
    await held.settle() // or what was just typed would be refused to nobody in particular
    await post('sign-out')
    location.assign('/')
  }
}

export const account = new Account()
