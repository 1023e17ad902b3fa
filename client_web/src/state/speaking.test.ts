import type { DebateView } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { floorElapsed, floorRemaining, spokenBySeat, spokenBySide } from './speaking'

const floor = { seat: 'a', given_at: 0, limit_ms: 10_000, elapsed_ms: 4_000, running_since: 100_000 }
const view: DebateView = {
  id: 'd',
  process: 'p',
  title: '',
  floor,
  seats: {
    a: { id: 'a', name: '', side: 'citizens', spoken_ms: 1_000 },
    b: { id: 'b', name: '', side: 'citizens' },
    e: { id: 'e', name: '', side: 'parliamentarian', spoken_ms: 500 },
  },
}

describe('a turn', () => {
  it('runs on the server’s clock, stands while paused, and can be overrun', () => {
    expect(floorElapsed(floor, 103_000)).toBe(7_000)
    expect(floorElapsed({ ...floor, running_since: null }, 103_000)).toBe(4_000)
    expect(floorRemaining(floor, 107_000)).toBe(-1_000)
  })
})

describe('speaking time', () => {
  it('is finished turns and the one in progress, by seat and by side', () => {
    expect(spokenBySeat(view, 'a', 101_000)).toBe(6_000)
    expect(spokenBySeat(view, 'b', 101_000)).toBe(0)
    expect(spokenBySide(view, 101_000)).toEqual({ parliamentarian: 500, citizens: 6_000, host: 0 })
  })
})
