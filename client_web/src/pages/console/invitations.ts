/** What the invitations page derives from the list: where each stands, and the order they are shown in. Pure. */

import type { Invitation, Role, You } from '@protocol/messages'

/** Where an invitation stands. An accepted one stays so when its link has expired: its person is in. */
export type InvitationState = 'sent' | 'accepted' | 'expired' | 'revoked'

/** The roles that people are invited to, in the order of the list. */
export const INVITED: readonly Role[] = ['panelist', 'moderator', 'host', 'captioner', 'dashboard']

/** Whether a person decides on invitations to a role: who came by one decides on no host's. */
export function decides(you: You | null, role: Role): boolean {
  return role !== 'host' || you?.debate == null
}

export function invitationState(invitation: Invitation, now: number): InvitationState {
  if (invitation.revoked_at != null) return 'revoked'
  if (isUnused(invitation)) return now < invitation.expires_at ? 'sent' : 'expired'
  return 'accepted'
}

/** Whether nobody came in by the present link. */
export function isUnused({ opened_at, created_at }: Invitation): boolean {
  return opened_at == null || opened_at < created_at
}

/** By role, then seat, then name; a new link or a new state moves nobody. */
export function inOrder(list: readonly Invitation[]): Invitation[] {
  const rank = (role: Role) => (INVITED.includes(role) ? INVITED.indexOf(role) : INVITED.length)
  return [...list].sort(
    (a, b) =>
      rank(a.role) - rank(b.role) ||
      (a.seat ?? '').localeCompare(b.seat ?? '', undefined, { numeric: true }) ||
      a.name.localeCompare(b.name) ||
      a.id.localeCompare(b.id),
  )
}

/** The invitation by whose link somebody can still come to a seat. */
export function linkOfSeat(list: readonly Invitation[], seat: string, now: number): Invitation | undefined {
  return list.find((each) => each.seat === seat && each.revoked_at == null && now < each.expires_at)
}
