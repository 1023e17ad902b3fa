import { describe, expect, it } from 'vitest'
import { IDLE_SILENCE_MS, retryDelay, SILENCE_MS, Watchdog } from './way'

describe('the watchdog of a leg', () => {
  const flowing = () => {
    const watchdog = new Watchdog(0)
    for (let reading = 1; reading <= 4; reading += 1) watchdog.alive(reading, reading * 500)
    return watchdog
  }

  it('gives a flowing leg up when nothing has come in for the time of silence', () => {
    const watchdog = flowing()
    expect(watchdog.alive(4, 1_999 + SILENCE_MS)).toBe(true)
    expect(watchdog.alive(4, 2_000 + SILENCE_MS)).toBe(false)
  })

  it('is content with the rare signs of life of a leg that carries no media', () => {
    const watchdog = new Watchdog(0)
    watchdog.alive(10, 100)
    expect(watchdog.alive(10, 99 + IDLE_SILENCE_MS)).toBe(true)
    expect(watchdog.alive(10, 100 + IDLE_SILENCE_MS)).toBe(false)
  })

  it('keeps its judgement of a flow through the silence that follows', () => {
    const watchdog = flowing()
    for (let mono = 2_500; mono < 2_000 + SILENCE_MS; mono += 500) expect(watchdog.alive(4, mono)).toBe(true)
    expect(watchdog.alive(4, 2_000 + SILENCE_MS)).toBe(false)
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
