import { describe, expect, it } from 'vitest'
import { Pace } from './pace'

describe('the pace of the page', () => {
  it('is kept while the timer rings in time', () => {
    const pace = new Pace()
    for (let at = 0; at <= 2_000; at += 100) pace.beat(at)
    expect(pace.keepsUp(2_090)).toBe(true)
  })
  it('is lost before the late timer has rung', () => {
    const pace = new Pace()
    pace.beat(0)
    expect(pace.keepsUp(900)).toBe(false)
  })
  it('is remembered as lost for a while', () => {
    const pace = new Pace()
    for (const at of [0, 900, 1_000]) pace.beat(at)
    expect(pace.keepsUp(1_010)).toBe(false)
    for (let at = 1_100; at <= 6_000; at += 100) pace.beat(at)
    expect(pace.keepsUp(6_010)).toBe(true)
  })
})
