import { describe, expect, it } from 'vitest'
import { fieldOf, instantOf } from './instants'

describe('a date-and-time field', () => {
  it('shows the hour of Paris, in winter and in summer', () => {
    expect(fieldOf(Date.UTC(2027, 0, 15, 17, 30))).toBe('2027-01-15T18:30')
    expect(fieldOf(Date.UTC(2027, 6, 15, 17, 30))).toBe('2027-07-15T19:30')
    expect(fieldOf(Date.UTC(2027, 0, 14, 23, 5))).toBe('2027-01-15T00:05')
    expect(fieldOf(null)).toBe('')
  })

  it('is read as it is shown', () => {
    for (const field of ['2027-01-15T18:30', '2027-07-15T00:00', '2026-12-31T23:59', '2028-02-29T12:00'])
      expect(fieldOf(instantOf(field))).toBe(field)
  })

  it('knows the nights when the clocks change', () => {
    expect(instantOf('2027-03-28T01:59')).toBe(Date.UTC(2027, 2, 28, 0, 59))
    expect(instantOf('2027-03-28T02:30')).toBe(Date.UTC(2027, 2, 28, 1, 30))
    expect(instantOf('2027-03-28T03:30')).toBe(Date.UTC(2027, 2, 28, 1, 30))
    expect(instantOf('2027-10-31T02:30')).toBe(Date.UTC(2027, 9, 31, 0, 30))
    expect(instantOf('2027-10-31T03:00')).toBe(Date.UTC(2027, 9, 31, 2, 0))
  })

  it('is no instant when it is no date', () => {
    for (const bad of ['', '2027-02-30T10:00', '2027-13-01T10:00', '2027-01-01T24:00', 'demain'])
      expect(instantOf(bad), bad).toBeNull()
  })
})
