import type { ProcessPage } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { tabOf, tabsOf } from './tabs'

const page = {
  id: 'p',
  phases: [
    { phase: 'presentation', opens_at: 10, closes_at: 20 },
    { phase: 'consultation', opens_at: 20, closes_at: 50 },
    { phase: 'synthesis', opens_at: 50, closes_at: 60 },
  ],
  debates: [],
} as unknown as ProcessPage

describe('the tabs of a process', () => {
  it('keep the phases to come in the row, with the date of those that have one', () => {
    const tabs = tabsOf(page, 30)
    expect(tabs.map(({ name, state, opens_at }) => [name, state, opens_at])).toEqual([
      ['presentation', 'there', null],
      ['consultation', 'there', null],
      ['overview', 'there', null],
      ['synthesis', 'coming', 50],
      ['debate', 'coming', null],
      ['bill', 'coming', null],
      ['mobilisation', 'coming', null],
    ])
    expect(tabs[0]?.href).toBe('/processes/p/presentation')
  })

  it('lead into the debate while it is live', () => {
    const debates = [
      { id: 'over', state: 'ended' },
      { id: 'd', state: 'live' },
    ] as ProcessPage['debates']
    expect(tabsOf({ ...page, debates }, 30)[4]).toMatchObject({ href: '/debates/d', state: 'live' })
  })

  it('mark the one that a page stands under', () => {
    expect(tabOf('/processes/p/bill')).toEqual({ name: 'bill', own: true })
    expect(tabOf('/processes/p/bill/compare')).toEqual({ name: 'bill', own: false })
    expect(tabOf('/processes/p/ranking')).toEqual({ name: 'consultation', own: false })
    expect(tabOf('/propositions/12')).toEqual({ name: 'consultation', own: false })
    expect(tabOf('/processes/p')).toBeNull()
    expect(tabOf('/processes/p/register')).toBeNull()
    expect(tabOf('/me')).toBeNull()
  })
})
