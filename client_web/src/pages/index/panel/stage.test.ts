import type { PanelView } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { keyOfNumbers, numbersOf, stageOf } from './stage'

const VIEW: PanelView = { debate: 'd', starts_at: 100, applications_close_at: 10 }

describe('the stage of a panel', () => {
  it('follows its dates and seats', () => {
    const published = { ...VIEW, pool_hash: 'h', challenges_until: 20 }
    const seat = { seat: 'A1', group: 'A', name: '' }
    const drawn = { ...published, drawn_at: 30, seats: [seat, { ...seat, seat: 'A2', name: 'Ada' }] }
    expect(stageOf(VIEW, 9)).toBe('applications')
    expect(stageOf(VIEW, 10)).toBe('closed')
    expect(stageOf(published, 19)).toBe('challenge')
    expect(stageOf(published, 20)).toBe('beacon')
    expect(stageOf(drawn, 31)).toBe('seating')
    expect(stageOf({ ...drawn, seats: [{ ...seat, name: 'Bo' }] }, 31)).toBe('complete')
  })
})

describe('numbers of a lottery', () => {
  it('are read one source a line', () => {
    expect(numbersOf('9319\n 2, 5 12;8 10\n\n')).toEqual([[9319], [2, 5, 12, 8, 10]])
    expect(numbersOf('')).toBeNull()
    expect(numbersOf('12 a')).toBeNull()
    expect(numbersOf('-1')).toBeNull()
  })

  it('[P5] make the key that the server makes', () => {
    expect(keyOfNumbers([[9319], [2, 5, 12, 8, 10]])).toBe('9319./2.5.8.10.12./')
  })
})
