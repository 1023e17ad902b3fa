/** What facts of the bill and of the mobilisation change in the view of a process (SPEC T6). */

import type {
  BillPublished,
  BillStep,
  BillSummary,
  Mobilisation,
  ProcessView,
  ThresholdCrossed,
  ThresholdsSet,
} from '@protocol/messages'

export function withPublished(view: ProcessView, body: BillPublished, at: number): ProcessView {
  return withBill(view, { published: body.number, published_at: at, title: body.title })
}

export function withStep(view: ProcessView, step: BillStep): ProcessView {
  return withBill(view, { steps: inOrder([...(view.bill?.steps ?? []), step]) })
}

export function withCorrectedStep(view: ProcessView, step: BillStep): ProcessView {
  const steps = (view.bill?.steps ?? []).map((known) => (known.id === step.id ? step : known))
  return withBill(view, { steps: inOrder(steps) })
}

export function withThresholds(view: ProcessView, body: ThresholdsSet): ProcessView {
  const mobilisation: Mobilisation = body.thresholds.length > 0 ? { ...body } : { version: body.version }
  return { ...view, mobilisation }
}

export function withCrossed(view: ProcessView, body: ThresholdCrossed, at: number): ProcessView {
  const thresholds = (view.mobilisation?.thresholds ?? []).map((threshold) =>
    threshold.count === body.count ? { ...threshold, crossed_at: at } : threshold,
  )
  return { ...view, mobilisation: { ...view.mobilisation, thresholds } }
}

/** Steps by their dates, those of one day in the order in which they were said. */
function inOrder(steps: readonly BillStep[]): BillStep[] {
  const order = (a: BillStep, b: BillStep) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)
  return [...steps].sort((a, b) => order(a, b) || (a.said_at ?? 0) - (b.said_at ?? 0))
}

function withBill(view: ProcessView, change: Partial<BillSummary>): ProcessView {
  return { ...view, bill: { ...view.bill, ...change } }
}
