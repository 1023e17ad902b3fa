/** The page of each role, after an invitation was accepted. */

import type { You } from '@protocol/messages'

/** Where a person goes after accepting. */
export function rolePath(you: You | null, token: string): string {
  const { roles = [], debate } = you ?? {}
  if (debate == null) return '/'
  if (roles.includes('panelist')) return `/debates/${debate}/join/${token}`
  if (roles.includes('host')) return `/debates/${debate}/control`
  if (roles.includes('moderator')) return `/debates/${debate}/desk`
  if (roles.includes('dashboard')) return `/debates/${debate}/board`
  return `/debates/${debate}`
}
