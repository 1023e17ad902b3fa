import type { DebateView } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { type Air, airOf, isOut } from './air'

const ON = true
const OFF = false

function debate(state: DebateView['state'], shown: string | null = null): DebateView {
  return { id: 'd', process: 'p', title: '', state, program: { seat: shown } }
}

describe('what the public gets of a panelist', () => {
  it.each<[Air, { heard: boolean; camera: boolean; shown: string | null }]>([
    ['both', { heard: ON, camera: ON, shown: '2' }],
    ['heard', { heard: ON, camera: ON, shown: '1' }],
    ['heard', { heard: ON, camera: OFF, shown: null }],
    ['seen', { heard: OFF, camera: ON, shown: '2' }],
    ['stage', { heard: OFF, camera: ON, shown: '1' }],
    ['hidden', { heard: OFF, camera: OFF, shown: '1' }],
  ])('is %s', (air, { shown, ...given }) => {
    expect(airOf(debate('live', shown), '2', given)).toBe(air)
  })

  it('goes on in a pause: the stage sends voices all the same', () => {
    expect(airOf(debate('paused'), '2', { heard: ON, camera: OFF })).toBe('heard')
  })

  it('is nothing before the debate is live', () => {
    for (const state of ['lobby', 'rehearsal'] as const)
      expect(isOut(airOf(debate(state, '2'), '2', { heard: ON, camera: ON }))).toBe(false)
  })
})
