import { describe, expect, it } from 'vitest'
import { retryDelay, SILENCE_MS, Watchdog } from './way'

describe('the watchdog of a leg', () => {
  it('is content while bytes come in', () => {
    const watchdog = new Watchdog(0)
    expect(watchdog.alive(10, 1_000)).toBe(true)
    expect(watchdog.alive(20, 3_900)).toBe(true)
    expect(watchdog.alive(30, 6_800)).toBe(true)
  })

  it('gives a leg up when nothing has come in for the time of silence', () => {
    const watchdog = new Watchdog(0)
    watchdog.alive(10, 100)
    expect(watchdog.alive(10, 99 + SILENCE_MS)).toBe(true)
    expect(watchdog.alive(10, 100 + SILENCE_MS)).toBe(false)
  })
})

describe('the wait before another try', () => {
  it('doubles, stays under two seconds and is never nothing', () => {
    expect(retryDelay(1, 1)).toBe(300)
    expect(retryDelay(2, 1)).toBe(600)
    expect(retryDelay(20, 1)).toBe(2_000)
    expect(retryDelay(20, 0)).toBe(150)
  })
})
