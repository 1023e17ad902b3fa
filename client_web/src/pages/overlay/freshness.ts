/**
 * What an overlay on air may show when the link is late: nothing is better than false (UX 2.10).
 */

import type { LinkState } from '../../wire/link'

/** `live` follows, `frozen` keeps the last numbers, `hidden` shows nothing. */
export type Showing = 'live' | 'frozen' | 'hidden'

const FREEZE_MS = 5_000
const HIDE_MS = 15_000

/**
 * How long the page has been without the news it could expect, in milliseconds; null before the first.
 *
 * A quiet room is no late link: while connected only the silence beyond the server's rhythm counts.
 */
export function newsAge(link: Pick<LinkState, 'state' | 'last_at' | 'late_ms'>, now: number): number | null {
  if (link.last_at === null) return null
  if (link.state === 'live' || link.state === 'late' || link.state === 'catching_up') return link.late_ms
  return Math.max(0, now - link.last_at)
}

/** What to do with news of this age. */
export function showing(age: number | null): Showing {
  if (age === null || age > HIDE_MS) return 'hidden'
  return age > FREEZE_MS ? 'frozen' : 'live'
}

/** The blocks an address can ask for. */
export type Block = 'question' | 'vote' | 'clock' | 'captions'

const BLOCKS: Record<string, Block> = {
  question: 'question',
  vote: 'vote',
  horloge: 'clock',
  soustitres: 'captions',
}

/** The block (the question, unless said) and the operator's preview mode of an address; null: no such block. */
export function readAddress(search: string): { block: Block | null; preview: boolean } {
  const params = new URLSearchParams(search)
  return { block: BLOCKS[params.get('bloc') ?? 'question'] ?? null, preview: params.get('apercu') === '1' }
}
