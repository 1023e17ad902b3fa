/** Where a process stands, as steps of a rail and as dots of a cover. Pure. */

import { PHASE_VALUES, type Phase, type PhasePlan } from '@protocol/messages'
import { currentPhase, phaseState, planOf } from '../../state/phases'
import type { Group } from './hemicycle'

/** One step of the six: over, under way, or to come. */
export interface Step {
  phase: Phase
  kind: 'done' | 'now' | 'next'
}

const DOTS_A_STEP = 10

/** The six steps, in their order. */
export function stepsOf(phases: readonly PhasePlan[], now: number): Step[] {
  return PHASE_VALUES.map((phase) => {
    const plan = planOf(phases, phase)
    const state = plan === null ? 'unplanned' : phaseState(plan, now)
    return { phase, kind: state === 'open' ? 'now' : state === 'closed' ? 'done' : 'next' }
  })
}

/** The number of the step that a process is in, from 1, and its phase; null before the first. */
export function stepAt(phases: readonly PhasePlan[], now: number): { number: number; phase: Phase } | null {
  const phase = currentPhase(phases, now)
  return phase === null ? null : { phase, number: PHASE_VALUES.indexOf(phase) + 1 }
}

/** Ten dots for each step, as a cover shows them. */
export function calendarDots(phases: readonly PhasePlan[], now: number): Group[] {
  return stepsOf(phases, now).map(({ kind }) => ({ kind, count: DOTS_A_STEP }))
}
