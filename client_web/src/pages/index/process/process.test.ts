import { describe, expect, it } from 'vitest'
import { addressOf } from './address'
import { wholePlan } from './whole-plan'
import { whyNot } from './why-not'

describe('the address of a new process', () => {
  it('is offered from its title', () => {
    expect(addressOf('L’eau, bien commun ?')).toBe('eau-bien-commun')
    expect(addressOf('Pour une eau bien partagée entre tous les usages du territoire')).toBe(
      'pour-eau-bien-partagee-entre-tous-usages',
    )
    expect(addressOf('Le la les')).toBe('le-la-les')
    expect(addressOf('')).toBe('')
    expect(addressOf('🌊')).toBe('')
    expect(addressOf('anticonstitutionnellement'.repeat(3))).toHaveLength(40)
  })
})

describe('a plan', () => {
  it('shows all six phases, planned or not', () => {
    const whole = wholePlan([{ phase: 'bill', opens_at: 5 }])
    expect(whole.map((plan) => plan.phase)).toHaveLength(6)
    expect(whole[4]).toEqual({ phase: 'bill', opens_at: 5 })
    expect(whole[0]).toEqual({ phase: 'presentation' })
  })
})

describe('a refusal of dates', () => {
  it('says what is wrong with them', () => {
    expect(whyNot('invalid', { field: 'opens_at', reason: 'order', phase: 'consultation' })).toContain(
      'Consultation',
    )
    expect(whyNot('illegal_move', { reason: 'last_organiser' })).toContain('au moins une')
    expect(whyNot('duplicate', { field: 'process' })).toContain('adresse')
    expect(whyNot('closed', { closed_at: 0 })).toMatch(/\d\d:\d\d/)
  })
})
