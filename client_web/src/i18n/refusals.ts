/** The sentence of a refusal, from its code and facts: what happened, what is kept, what to do. */

import { CODE_VALUES, type Code, type Facts } from '@protocol/messages'
import { commonWords } from './common'
import { clock } from './format'
import { words } from './locale.svelte'

/** What may be used up for everybody, not by being too fast. */
const QUOTAS = [
  'invitations_inviter',
  'invitations_recipient',
  'invitations_process',
  'invitations_guests',
  'invitations_domain',
  'accounts_mailbox',
  'sign_in_mailbox',
  'sign_in_browser',
  'sign_in_network',
] as const
/** Fields of which a sentence says what is wrong with them. */
const FIELDS = ['email', 'code', 'token', 'name', 'option', 'section'] as const
/** Beyond these a wait is told in minutes, and in hours. */
const LONG_S = 120
const VERY_LONG_S = 7_200

/** Why an act was not done, in words; a code this build does not know reads as `invalid`. */
export function refusalText(code: Code | 'unsaved', facts: Facts = {}): string {
  const t = words(commonWords)
  if (code === 'unsaved') return t.ref_unsaved
  const known = CODE_VALUES.includes(code) ? code : 'invalid'
  if (known === 'closed' && typeof facts.closed_at === 'number') return t.closedAt(clock(facts.closed_at))
  const cause = causeOf(known, facts)
  if (cause !== null) return t[cause]
  if (known !== 'too_soon' && known !== 'rate_limited') return t[`ref_${known}`]
  const wait_ms = facts.retry_after_ms
  const wait = typeof wait_ms === 'number' ? waiting(wait_ms) : t.waitAWhile
  const { quota } = facts
  const what = QUOTAS.find((each) => each === quota)
  return `${what === undefined ? t[`ref_${known}`] : t[`quota_${what}`]} ${wait}`
}

/** The words for what the facts say of the cause, if the general ones would be of something else. */
function causeOf(code: Code, facts: Facts) {
  const field = code === 'invalid' ? FIELDS.find((each) => each === facts.field) : undefined
  if (field !== undefined) return `field_${field}` as const
  if (code === 'forbidden' && facts.reason === 'origin') return 'ref_origin'
  // Every account has that role.
  if (code === 'forbidden' && Array.isArray(facts.roles) && facts.roles.includes('citizen'))
    return 'ref_guest'
  // Versions of all else are numbers.
  if (code === 'changed' && typeof facts.version === 'string') return 'ref_consent'
  return null
}

function waiting(wait_ms: number): string {
  const t = words(commonWords)
  const seconds = Math.ceil(wait_ms / 1000)
  if (seconds <= LONG_S) return t.waitFor(seconds)
  return seconds <= VERY_LONG_S
    ? t.waitMinutes(Math.ceil(seconds / 60))
    : t.waitHours(Math.ceil(seconds / 3600))
}
