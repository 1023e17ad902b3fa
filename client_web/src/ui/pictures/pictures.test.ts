import { describe, expect, it } from 'vitest'
import { calendarDots, stepAt, stepsOf } from './calendar'
import { colourOf, COVER_COLOURS, initials } from './name'
import { groupsOf, MIN_FOR_PERCENT, partsOf } from './tally'

describe('the parts of a tally', () => {
  it('are told in percents from twenty votes on', () => {
    expect(partsOf({ agree: MIN_FOR_PERCENT - 1 }).map(({ percent }) => percent)).toEqual([null, null, null])
    expect(partsOf({ agree: 10, mixed: 10, disagree: 10 }).map(({ percent }) => percent)).toEqual([
      34, 33, 33,
    ])
  })

  it('leave a seat empty for who is there and has not voted', () => {
    const seats = (here: number) => groupsOf({ agree: 11, mixed: 10, disagree: 5 }, here).at(-1)
    expect(seats(38)).toEqual({ kind: 'empty', count: 12 })
    expect(seats(20)).toEqual({ kind: 'empty', count: 0 })
  })
})

describe('the calendar', () => {
  const phases = [
    { phase: 'presentation', opens_at: 0, closes_at: 10 },
    { phase: 'consultation', opens_at: 10, closes_at: 20 },
    { phase: 'synthesis', opens_at: 20, closes_at: 30 },
  ] as const

  it('is over, under way or to come, step by step', () => {
    expect(stepsOf(phases, 15).map(({ kind }) => kind)).toEqual([
      'done',
      'now',
      'next',
      'next',
      'next',
      'next',
    ])
  })

  it('says which step it is at, and before the first none', () => {
    expect(stepAt(phases, 15)).toEqual({ number: 2, phase: 'consultation' })
    expect(stepAt(phases, -1)).toBeNull()
  })

  it('lights ten dots a step', () => {
    expect(calendarDots(phases, 15).map(({ count }) => count)).toEqual([10, 10, 10, 10, 10, 10])
  })
})

describe('who has no portrait', () => {
  it('has the first letters of the first and last name', () => {
    expect(initials('Hélène Marchand')).toBe('HM')
    expect(initials('élodie')).toBe('É')
    expect(initials('Jean-Pierre de La Tour')).toBe('JT')
    expect(initials('Chloé N.')).toBe('CN')
    expect(initials('  (?)  ')).toBe('')
  })

  it('keeps one colour', () => {
    expect(colourOf('Hélène Marchand')).toBe(colourOf('Hélène Marchand'))
    const colours = new Set(Array.from({ length: 60 }, (_, index) => colourOf(`n${index}`)))
    expect([...colours].sort()).toEqual([...COVER_COLOURS].sort())
  })
})
