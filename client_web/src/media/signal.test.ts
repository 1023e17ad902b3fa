import { describe, expect, it } from 'vitest'
import { judgeSignal, type Measure, meterLevel, peakOf, withMeasure } from './signal'

const steady = (peak: number, count = 30): Measure[] =>
  Array.from({ length: count }, (_, index) => ({ mono: index * 100, peak }))

describe('the verdict on a microphone', () => {
  it('is not said before three seconds of silence have passed', () => {
    expect(judgeSignal(steady(0, 5), { since: 0, mono: 500 })).toBe('listening')
    expect(judgeSignal(steady(0), { since: 0, mono: 3_000 })).toBe('silent')
  })

  it('is ok as soon as something was heard', () => {
    expect(judgeSignal([{ mono: 100, peak: 0.2 }], { since: 0, mono: 100 })).toBe('ok')
  })

  it('is clipping when the ceiling is touched often, not once', () => {
    const once = [...steady(0.2, 5), { mono: 600, peak: 1 }]
    expect(judgeSignal(once, { since: 0, mono: 600 })).toBe('ok')
    expect(judgeSignal(steady(1, 4), { since: 0, mono: 400 })).toBe('clipping')
  })

  it('forgets what is older than three seconds', () => {
    const kept = withMeasure([{ mono: 0, peak: 1 }], { mono: 3_001, peak: 0 })
    expect(kept).toEqual([{ mono: 3_001, peak: 0 }])
  })
})

describe('the meter', () => {
  it('is 0 at −60 dBFS and below, 100 at full scale', () => {
    expect([0, 0.001, 0.0001, 1].map(meterLevel)).toEqual([0, 0, 0, 100])
    expect(meterLevel(0.1)).toBe(67)
  })

  it('reads the loudest sample of either sign', () => {
    expect(peakOf(new Float32Array([0.1, -0.5, 0.25]))).toBe(0.5)
  })
})
