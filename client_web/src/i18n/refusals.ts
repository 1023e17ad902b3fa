/** The sentence of a refusal, from its code and facts: what happened, what is kept, what to do. */

import { CODE_VALUES, type Code, type Facts } from '@protocol/messages'
import { commonWords } from './common'
import { clock } from './format'
import { words } from './locale.svelte'

/** Why an act was not done, in words; a code this build does not know reads as `invalid`. */
export function refusalText(code: Code | 'unsaved', facts: Facts = {}): string {
  const t = words(commonWords)
  if (code === 'unsaved') return t.ref_unsaved
  const known = CODE_VALUES.includes(code) ? code : 'invalid'
  if (known === 'closed' && typeof facts.closed_at === 'number') return t.closedAt(clock(facts.closed_at))
  if (known !== 'too_soon' && known !== 'rate_limited') return t[`ref_${known}`]
  const wait_ms = facts.retry_after_ms
  const wait = typeof wait_ms === 'number' ? t.waitFor(Math.ceil(wait_ms / 1000)) : t.waitAWhile
  return `${t[`ref_${known}`]} ${wait}`
}
