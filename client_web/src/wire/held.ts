/**
 * What stands on the page and is not the server's yet, and the acts that judge it.
 *
 * A publication looks at what the server holds: pressed right after the last letter, it would judge a text
 * that is not on the screen. So editors tell here what they hold, and `Client.judge`, the only way for the
 * acts of `Judging`, has all of it saved first.
 */

import type { CommandArgs } from '@protocol/messages'

/** Acts on what was written before, which they do not carry themselves. */
export type Judging =
  | 'enter_beacon'
  | 'file_bill'
  | 'publish_bill'
  | 'publish_pool'
  | 'publish_process'
  | 'publish_synthesis'
  | 'remove_bill_article'
  | 'restore_bill_article'

/** Acts that carry all they need. */
export type Plain = Exclude<keyof CommandArgs, Judging>

/** The refusal of an act that would judge something else than what stands on the page. It was never sent. */
export const UNSAVED = 'unsaved' as const

/** Something written that the server may not have yet. */
export interface Holding {
  /** Save what is not saved, and wait for what is on its way; false if the server does not have it. */
  settle(): Promise<boolean>
}

export class Held {
  #holdings = new Set<Holding>()

  /** From now on acts that judge wait for it; until what this returns is called. */
  add(holding: Holding): () => void {
    this.#holdings.add(holding)
    return () => this.#holdings.delete(holding)
  }

  /** Whether the server has everything, once each was asked to save it. */
  async settle(): Promise<boolean> {
    const settled = await Promise.all([...this.#holdings].map((holding) => holding.settle()))
    return settled.every(Boolean)
  }
}

/** What this page holds. */
export const held = new Held()
