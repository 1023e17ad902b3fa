import { describe, expect, it } from 'vitest'
import { csv } from './csv'
import { emptySeries, perMinute, withSample } from '../../state/series'

describe('the file of numbers', () => {
  it('quotes what a cell could break on and runs no formula', () => {
    expect(csv([['a;b', 'dit "oui"', '=1+1', -3]])).toBe('\uFEFF"a;b";"dit ""oui""";\'=1+1;-3\r\n')
  })
})

describe('a series', () => {
  const empty = emptySeries({ step_ms: 1_000, limit: 3 })

  it('keeps one sample a step, the latest', () => {
    const series = withSample(withSample(empty, 1_200, 5), 1_900, 7)
    expect([series.at, series.values]).toEqual([[1_000], [7]])
  })

  it('forgets the oldest and never goes back', () => {
    let series = empty
    for (const at of [1_000, 2_000, 3_000, 4_000, 2_500]) series = withSample(series, at, at)
    expect(series.at).toEqual([2_000, 3_000, 4_000])
  })

  it('shows growth per minute, never below nothing', () => {
    let series = emptySeries({ step_ms: 30_000, limit: 9 })
    for (const [at, value] of [
      [0, 0],
      [30_000, 10],
      [60_000, 4],
    ] as const)
      series = withSample(series, at, value)
    expect(perMinute(series).values).toEqual([20, 0])
  })
})
