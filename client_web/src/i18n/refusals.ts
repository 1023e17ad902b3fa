/** The sentence of a refusal, from its code. */

import { CODE_VALUES, type Code } from '@protocol/messages'
import { common } from './common'
import { words } from './locale.svelte'

/** Why an act was not done, in words; a code this build does not know reads as `invalid`. */
export function refusalText(code: string): string {
  const known = (CODE_VALUES as readonly string[]).includes(code) ? (code as Code) : 'invalid'
  return words(common)[`ref_${known}`]
}
