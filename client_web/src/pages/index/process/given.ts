/** The roles that are given in a process, and what they are called. */

import type { Role } from '@protocol/messages'
import { words } from '../../../i18n/locale.svelte'
import { processWords } from './words'

export const GIVEN = ['parliamentarian', 'staff', 'moderator', 'organiser', 'auditor'] as const

/** What a role is called; the ones of debates keep their code, which nobody gives here. */
export function roleWord(role: Role): string {
  const given = GIVEN.find((one) => one === role)
  return given === undefined ? role : words(processWords)[`role_${given}`]
}
