import { describe, expect, it } from 'vitest'
import { readAddress, showing } from './freshness'

describe('an overlay on air', () => {
  it('freezes after five seconds without news and disappears after fifteen', () => {
    expect([5_000, 5_001, 15_000, 15_001].map((age) => showing(0, age))).toEqual([
      'live',
      'frozen',
      'frozen',
      'hidden',
    ])
    expect(showing(null, 0)).toBe('hidden')
  })

  it('reads its block and its preview from the address', () => {
    expect(readAddress('?bloc=horloge&apercu=1')).toEqual({ block: 'clock', preview: true })
    expect(readAddress('?bloc=autre')).toEqual({ block: null, preview: false })
  })
})
