/** The view of `process/{id}` after one more event: the same fold as the server's `core` (SPEC T6). */

import { type Event, PHASE_VALUES, type Phase, type PhasePlan, type ProcessView } from '@protocol/messages'
import { known } from './event-body'
import { withCorrectedStep, withCrossed, withPublished, withStep, withThresholds } from './fold-bill'

/** The view after `event`; the view itself is not changed. */
export function foldProcess(view: ProcessView, event: Event): ProcessView {
  const fact = known(event)
  switch (fact.type) {
    case 'process_created':
      return { ...fact.body }
    case 'process_published': {
      const { draft: _, ...published } = view
      return published
    }
    case 'process_changed': {
      const { zone: _, cover: __, ...before } = view
      const { title, summary, top_n, zone, cover } = fact.body
      const commitment = top_n === 0 ? {} : { top_n }
      const own = { ...(zone ? { zone } : {}), ...(cover == null ? {} : { cover }) }
      return { ...before, ...own, title, summary, commitment, version: (view.version ?? 0) + 1 }
    }
    case 'phase_planned': {
      const { phase, opens_at, closes_at } = fact.body
      return withPlan(view, phase, ({ version }) => ({
        phase,
        opens_at,
        closes_at,
        version: (version ?? 0) + 1,
      }))
    }
    case 'phase_extended': {
      const { phase, closes_at } = fact.body
      return withPlan(view, phase, (plan) => ({ ...plan, closes_at, version: (plan.version ?? 0) + 1 }))
    }
    case 'phase_opened':
      return withPlan(view, fact.body.phase, (plan) => ({ ...plan, state: 'open' }))
    case 'phase_closed':
      return withPlan(view, fact.body.phase, (plan) => ({ ...plan, state: 'closed' }))
    case 'debate_added':
      return view.debate == null ? { ...view, debate: fact.body.debate } : view
    case 'electorate_chosen': {
      const { electorate: _, ...open } = view
      return fact.body.electorate === 'mail' ? open : { ...view, electorate: fact.body.electorate }
    }
    case 'ballots_published': {
      const { ballots_published: _, ...secret } = view
      return fact.body.on ? { ...view, ballots_published: true } : secret
    }
    case 'panel_advanced':
      return { ...view, panel: fact.body.panel }
    case 'bill_published':
      return withPublished(view, fact.body, event.at)
    case 'bill_step_added':
      return withStep(view, fact.body.step)
    case 'bill_step_corrected':
      return withCorrectedStep(view, fact.body.step)
    case 'thresholds_set':
      return withThresholds(view, fact.body)
    case 'threshold_crossed':
      return withCrossed(view, fact.body, event.at)
    case 'synthesis_published': {
      const { note: _, ...standing } = fact.body
      const waiting = view.synthesis?.waiting ?? 0
      return { ...view, synthesis: { ...standing, at: event.at, ...(waiting > 0 ? { waiting } : {}) } }
    }
    case 'placement_contested':
      return withWaiting(view, 1)
    case 'contest_answered':
      return withWaiting(view, -1)
    default:
      return view
  }
}

/** The view with the plan of one phase changed, in its place in the order. */
function withPlan(view: ProcessView, phase: Phase, change: (plan: PhasePlan) => PhasePlan): ProcessView {
  const phases = view.phases ?? []
  const plan = change(phases.find((one) => one.phase === phase) ?? { phase })
  const others = phases.filter((one) => one.phase !== phase)
  const order = (one: PhasePlan): number => PHASE_VALUES.indexOf(one.phase)
  return { ...view, phases: [plan, ...others].toSorted((a, b) => order(a) - order(b)) }
}

function withWaiting(view: ProcessView, more: number): ProcessView {
  if (view.synthesis == null) return view
  const { waiting: before = 0, ...standing } = view.synthesis
  const waiting = before + more
  return { ...view, synthesis: { ...standing, ...(waiting > 0 ? { waiting } : {}) } }
}
