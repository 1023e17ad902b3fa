/** All six phases in their order, also those that a process has not planned. */

import { PHASE_VALUES, type PhasePlan } from '@protocol/messages'

export function wholePlan(phases: readonly PhasePlan[]): PhasePlan[] {
  return PHASE_VALUES.map((phase) => phases.find((plan) => plan.phase === phase) ?? { phase })
}
