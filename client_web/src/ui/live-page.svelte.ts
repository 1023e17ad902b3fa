/**
 * A page that follows something live: its client, how the link stands, what became of one's own acts.
 *
 * What it follows, shows and waits for is `Follower`'s; closing the page closes its connection too.
 */

import { Acts } from '../state/acts.svelte'
import type { Client } from '../wire/client'
import { Follower, type FollowerOptions } from './follower'
import { freeze } from './freeze.svelte'
import { LiveLink } from './live-link.svelte'

export class LivePage extends Follower {
  readonly link: LiveLink
  readonly acts = new Acts()
  #begun = false

  constructor(client: Client, options: FollowerOptions = {}) {
    super(client, options)
    this.link = new LiveLink(client)
    if (options.freezes) freeze.start(client.now())
  }

  /** Server time as the page shows it: it stands while the page is frozen. */
  get now(): number {
    return this.frozen ? freeze.at : this.link.now
  }

  /** Begin what is begun once, however often the page is read. */
  once(begin: () => void): void {
    if (this.#begun) return
    this.#begun = true
    begin()
  }

  override close(): void {
    super.close()
    this.link.close()
    this.client.close()
  }
}
