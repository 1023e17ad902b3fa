import type { DebateView, Seat } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { turnOf } from './turns'

function seat(id: string, name: string, state: Seat['state'], state_at = 0): Seat {
  return { id, name, side: 'citizens', state, state_at }
}

const evening: DebateView = {
  id: 'd',
  process: 'p',
  title: '',
  state: 'live',
  floor: { seat: '1', given_at: 0, limit_ms: 120_000, running_since: 0 },
  seats: {
    1: seat('1', 'Hélène', 'on_stage'),
    2: seat('2', 'Pauline', 'waiting', 10),
    3: seat('3', 'Joaquim', 'waiting', 20),
    4: seat('4', 'Inès', 'empty'),
  },
}

describe('the turn of who waits', () => {
  it('comes after who speaks, when what is left of that turn is over', () => {
    expect(turnOf(evening, '2', 30_000)).toEqual({ after: 'Hélène', at: 120_000 })
  })

  it('comes after who arrived before, a turn later', () => {
    expect(turnOf(evening, '3', 30_000)).toEqual({ after: 'Pauline', at: 240_000 })
  })

  it('is not known while nobody speaks, nor before the debate', () => {
    expect(turnOf({ ...evening, floor: null }, '2', 0)).toBeNull()
    expect(turnOf({ ...evening, state: 'lobby' }, '2', 0)).toBeNull()
  })
})
