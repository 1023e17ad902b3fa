/** What an invitation says of itself, and the page of each role. */

import { ROLE_VALUES, type Role, type You } from '@protocol/messages'

/** Role and name in a signed token, for the button's words only: the server alone decides if it is true. */
export function invitationFacts(token: string): { role: Role | null; name: string } {
  try {
    const payload = token.split('.')[1] ?? ''
    const bytes = Uint8Array.from(atob(payload.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0))
    const { role, name } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
    const known = (ROLE_VALUES as readonly unknown[]).includes(role)
    return { role: known ? (role as Role) : null, name: typeof name === 'string' ? name : '' }
  } catch {
    return { role: null, name: '' }
  }
}

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
