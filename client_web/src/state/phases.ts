/** Where a process stands: which phase is open at an instant, half-open `[opens_at, closes_at)`. Pure. */

import type { Phase, PhasePlan } from '@protocol/messages'

export type PhaseState = 'coming' | 'open' | 'closed' | 'unplanned'

/** Where one phase stands at `now`. */
export function phaseState({ opens_at, closes_at }: PhasePlan, now: number): PhaseState {
  if (opens_at == null) return 'unplanned'
  if (now < opens_at) return 'coming'
  return closes_at != null && now >= closes_at ? 'closed' : 'open'
}

/** The plan of one phase. */
export function planOf(phases: readonly PhasePlan[], phase: Phase): PhasePlan | null {
  return phases.find((plan) => plan.phase === phase) ?? null
}

/** The phase the process is in: the last one that is open, or else the last that has begun. */
export function currentPhase(phases: readonly PhasePlan[], now: number): Phase | null {
  const open = phases.findLast((plan) => phaseState(plan, now) === 'open')
  const begun = open ?? phases.findLast((plan) => phaseState(plan, now) === 'closed')
  return begun?.phase ?? null
}
