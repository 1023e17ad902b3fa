/** The names of the six phases. */

import type { Phase } from '@protocol/messages'
import type { Dictionary } from './locale.svelte'

type Names = Record<`ph_${Phase}`, string>

const fr: Names = {
  ph_presentation: 'Présentation',
  ph_consultation: 'Consultation',
  ph_synthesis: 'Synthèse',
  ph_debate: 'Débat',
  ph_bill: 'Proposition de loi',
  ph_mobilisation: 'Mobilisation',
}

const en: Names = {
  ph_presentation: 'Presentation',
  ph_consultation: 'Consultation',
  ph_synthesis: 'Synthesis',
  ph_debate: 'Debate',
  ph_bill: 'Bill',
  ph_mobilisation: 'Mobilisation',
}

export const phaseWords: Dictionary<Names> = { fr, en }
