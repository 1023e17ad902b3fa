import { CloseCode } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { judge, mayReturn, waitMs } from './link'
import { ServerClock } from './server-clock'

describe('the reconnect policy', () => {
  it('[S9] comes back after 4000–4499 and the codes of the RFC, not after 4500–4999', () => {
    for (const code of Object.values(CloseCode)) expect(mayReturn(code), String(code)).toBe(code < 4500)
    for (const code of [1001, 1006, 1011, 1012]) expect(mayReturn(code)).toBe(true)
  })

  it('[S8] waits for its own slot, without jitter', () => {
    expect(waitMs({ attempt: 1, slot_ms: 7_321, random: 0.9 })).toBe(7_321)
    expect(waitMs({ attempt: 2, slot_ms: 7_321, random: 0 })).toBe(0)
  })

  it('[S9] draws from the whole of a doubling range, up to twenty seconds', () => {
    const most = [1, 2, 3, 4, 5, 6, 7, 30].map((attempt) =>
      waitMs({ attempt, slot_ms: null, random: 0.999_999 }),
    )
    expect(most).toEqual([499, 999, 1_999, 3_999, 7_999, 15_999, 19_999, 19_999])
    expect(waitMs({ attempt: 9, slot_ms: null, random: 0 })).toBe(0)
  })

  it('judges a silence by what the rhythm of the server does not explain', () => {
    expect(judge(20_000, 20_000).state).toBe('live')
    expect(judge(6_500, 3_000)).toEqual({ state: 'late', late_ms: 3_500 })
    expect(judge(13_100, 3_000).state).toBe('lost')
  })
})

describe('the server clock', () => {
  it('believes the message that was on its way for the shortest time', () => {
    const clock = new ServerClock(1_000, 0)
    expect(clock.now(50)).toBe(1_050)
    clock.heard(5_000, 100)
    clock.heard(5_080, 200)
    expect(clock.now(300)).toBe(5_200)
  })

  it('forgets what it heard long ago', () => {
    const clock = new ServerClock(0, 0)
    clock.heard(9_000, 0)
    for (let i = 1; i <= 8; i += 1) clock.heard(1_000 + i, i)
    expect(clock.now(10)).toBe(1_010)
  })
})
