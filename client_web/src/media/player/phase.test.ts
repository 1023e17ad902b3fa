import { describe, expect, it } from 'vitest'
import { type Known, phaseOf } from './phase'

const fine: Known = {
  unsupported: false,
  ended: false,
  started: true,
  waiting: false,
  paused: false,
  linked: true,
}

describe('the state shown', () => {
  it.each([
    ['playing', {}],
    ['loading', { started: false }],
    ['offline', { started: false, linked: false }],
    ['stalled', { waiting: true }],
    ['offline', { waiting: true, linked: false }],
    ['playing', { waiting: true, paused: true }],
    ['ended', { ended: true, waiting: true }],
    ['unsupported', { unsupported: true, started: false }],
  ] as const)('is %s for %o', (phase, known) => {
    expect(phaseOf({ ...fine, ...known })).toBe(phase)
  })
  it('says nothing of a lost link while there is something left to play', () => {
    expect(phaseOf({ ...fine, linked: false })).toBe('playing')
  })
})
