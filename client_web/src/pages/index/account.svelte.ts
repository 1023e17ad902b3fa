/** Who is here, as the HTTP API says: for pages that have no socket, or not yet. */

import type { SessionInfo, You } from '@protocol/messages'
import { keepFor } from '../../state/drafts'
import { pageSession } from '../../ui/page-session'
import { post } from '../../wire/api'
import { held } from '../../wire/held'
import { Refused } from '../../wire/refused'
import { shelf } from '../../wire/shelf'

class Account {
  you = $state.raw<You | null>(null)
  demo = $state(false)
  known = $state(false)
  #loaded: Promise<void> | null = null

  /** Ask the server once, or again if it did not answer; a page works without. */
  load(): Promise<void> {
    this.#loaded ??= this.#fetch()
    return this.#loaded
  }

  async #fetch(): Promise<void> {
    try {
      this.#know((await pageSession.told()).info)
    } catch (error) {
      this.#loaded = null
      if (!(error instanceof Refused)) throw error
    }
  }

  /** The server's time; the device's until it was told. */
  now(): number {
    return pageSession.now()
  }

  /** The server said it with another answer. */
  take(info: SessionInfo): void {
    pageSession.take(info)
    this.#know(info)
  }

  #know(info: SessionInfo): void {
    this.you = info.you ?? null
    this.demo = info.demo ?? false
    this.known = true
  }

  async signOut(): Promise<void> {
    await held.settle() // or what was just typed would be refused to nobody in particular
    await post('sign-out')
    keepFor(shelf, null)
    location.assign('/')
  }
}

export const account = new Account()
