/** Why an organiser's act was refused: the dates' reasons in words, the rest as everywhere. */

import type { Facts, Phase } from '@protocol/messages'
import { indexWords } from '../words'
import { words } from '../../../i18n/locale.svelte'
import { processWords } from './words'
import { refusalText } from '../../../i18n/refusals'
import type { Refusal } from '../../../wire/refused'

/** The sentence of a refusal. */
export function whyNot(code: Refusal, facts: Facts): string {
  const t = words(processWords)
  switch (facts.reason) {
    case 'before_opening':
      return t.reason_before_opening
    case 'past':
      return t.reason_past
    case 'too_far':
      return t.reason_too_far
    case 'missing':
      return t.reason_missing
    case 'not_later':
      return t.reason_not_later
    case 'order':
      return t.reason_order(words(indexWords)[`ph_${facts.phase as Phase}`])
    case 'last_organiser':
      return t.lastOrganiser
    default:
      break
  }
  if (code === 'duplicate' && facts.field === 'process') return t.addressTaken
  if (code === 'invalid' && facts.field === 'email') return t.badEmail
  if (code === 'invalid' && facts.field === 'process') return t.badAddress
  return refusalText(code, facts)
}
