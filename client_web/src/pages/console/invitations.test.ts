import type { Invitation, You } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { decides, inOrder, invitationState, linkOfSeat } from './invitations'

function invitation(facts: Partial<Invitation> = {}): Invitation {
  return {
    id: 'i1',
    debate: 'd1',
    role: 'moderator',
    name: 'Awa',
    created_at: 1_000,
    expires_at: 5_000,
    person: 'guest-i1',
    ...facts,
  }
}

describe('where an invitation stands', () => {
  it('waits until its link is used or expires', () => {
    expect(invitationState(invitation(), 4_999)).toBe('sent')
    expect(invitationState(invitation(), 5_000)).toBe('expired')
  })

  it('stays accepted after its link expired: the person is in', () => {
    expect(invitationState(invitation({ accepted_at: 2_000, opened_at: 2_000 }), 9_000)).toBe('accepted')
  })

  it('waits again when a new link was made', () => {
    const renewed = invitation({ accepted_at: 500, opened_at: 600 })
    expect(invitationState(renewed, 2_000)).toBe('sent')
  })

  it('is revoked whatever happened before', () => {
    expect(invitationState(invitation({ opened_at: 2_000, revoked_at: 3_000 }), 4_000)).toBe('revoked')
  })
})

describe('the list', () => {
  it('is by role, seat and name, and a new link moves nobody', () => {
    const list = [
      invitation({ id: 'h', role: 'host', name: 'Nour' }),
      invitation({ id: 's10', role: 'panelist', seat: '10', created_at: 1 }),
      invitation({ id: 'z', name: 'Zoé' }),
      invitation({ id: 'a', name: 'Ali', created_at: 9_000 }),
      invitation({ id: 's2', role: 'panelist', seat: '2', created_at: 2 }),
    ]
    expect(inOrder(list).map(({ id }) => id)).toEqual(['s2', 's10', 'a', 'z', 'h'])
  })

  it('knows whether a link still leads to a seat', () => {
    const list = [
      invitation({ id: 'a', seat: '1', revoked_at: 2_000 }),
      invitation({ id: 'b', seat: '1', expires_at: 3_000 }),
      invitation({ id: 'c', seat: '1' }),
    ]
    expect(linkOfSeat(list, '1', 4_000)?.id).toBe('c')
    expect(linkOfSeat(list, '1', 5_000)).toBeUndefined()
    expect(linkOfSeat(list, '2', 0)).toBeUndefined()
  })
})

describe('who decides on an invitation', () => {
  it('is an account for a host’s, and a guest for the others', () => {
    const guest: You = { id: 'guest-i1', name: 'Yann', roles: ['host'], debate: 'd1' }
    const account: You = { id: 'p-1', name: 'Odile', roles: ['organiser'] }
    expect([decides(guest, 'host'), decides(guest, 'moderator')]).toEqual([false, true])
    expect([decides(account, 'host'), decides(account, 'moderator')]).toEqual([true, true])
  })
})
