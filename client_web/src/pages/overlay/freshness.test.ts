import { describe, expect, it } from 'vitest'
import { newsAge, readAddress, showing } from './freshness'

describe('an overlay on air', () => {
  it('freezes after five seconds without news and disappears after fifteen', () => {
    expect([5_000, 5_001, 15_000, 15_001].map(showing)).toEqual(['live', 'frozen', 'frozen', 'hidden'])
    expect(showing(null)).toBe('hidden')
  })

  it('does not take a quiet room for a late link, nor a closed one for a quiet room', () => {
    const link = { state: 'live' as const, last_at: 0, late_ms: 0 }
    expect(newsAge(link, 20_000)).toBe(0)
    expect(newsAge({ ...link, state: 'late', late_ms: 6_000 }, 20_000)).toBe(6_000)
    expect(newsAge({ ...link, state: 'reconnecting' }, 20_000)).toBe(20_000)
    expect(newsAge({ ...link, last_at: null }, 20_000)).toBeNull()
  })

  it('reads its block and its preview from the address', () => {
    expect(readAddress('?bloc=horloge&apercu=1')).toEqual({ block: 'clock', preview: true })
    expect(readAddress('').block).toBe('question')
    expect(readAddress('?bloc=autre')).toEqual({ block: null, preview: false })
  })
})
