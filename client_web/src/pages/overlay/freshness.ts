/**
 * What an overlay on air may show when the link is late: nothing is better than false (UX 2.10).
 */

/** `live` follows, `frozen` keeps the last numbers, `hidden` shows nothing. */
export type Showing = 'live' | 'frozen' | 'hidden'

const FREEZE_MS = 5_000
const HIDE_MS = 15_000

/** What to do at `now` when the server was last heard at `last_at` (null: never). */
export function showing(last_at: number | null, now: number): Showing {
  if (last_at === null) return 'hidden'
  const age = now - last_at
  if (age > HIDE_MS) return 'hidden'
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

/** The block and the operator's preview mode in an address's query; null when there is no such block. */
export function readAddress(search: string): { block: Block | null; preview: boolean } {
  const params = new URLSearchParams(search)
  return { block: BLOCKS[params.get('bloc') ?? ''] ?? null, preview: params.get('apercu') === '1' }
}
