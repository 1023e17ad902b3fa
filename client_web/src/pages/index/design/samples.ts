/** What the pieces are shown with: names and texts of nobody, at instants that never change. */

import { PHASE_VALUES, type PhasePlan, type Tally } from '@protocol/messages'

const DAY_MS = 86_400_000

/** Monday 30 November 2026, 13:46:58 in Paris. */
export const NOW = Date.UTC(2026, 10, 30, 12, 46, 58)

/** A process whose phases follow each other, ten days each; `at` is the one under way. */
export function phasesAt(at: number): PhasePlan[] {
  return PHASE_VALUES.map((phase, index) => ({
    phase,
    opens_at: NOW + ((index - at) * 10 - 5) * DAY_MS,
    closes_at: NOW + ((index - at) * 10 + 5) * DAY_MS,
  }))
}

export const TALLIES: readonly { name: string; tally: Tally; here?: number }[] = [
  { name: 'Personne encore', tally: {} },
  { name: 'Une voix', tally: { agree: 1 } },
  { name: 'Dix-sept voix', tally: { agree: 9, mixed: 3, disagree: 5 } },
  { name: '26 sur 38 présents', tally: { agree: 11, mixed: 10, disagree: 5 }, here: 38 },
  { name: 'Cent voix', tally: { agree: 40, mixed: 30, disagree: 30 } },
  { name: '1 point = 1 %', tally: { agree: 71_634, mixed: 8_574, disagree: 8_366 } },
]

export const TALLY: Tally = { agree: 9, mixed: 3, disagree: 5 }

export const VOTES = [
  { subject: 'Un vote à donner', mine: null },
  { subject: 'Un vote donné', mine: 'agree' },
  { subject: 'Un vote qui part', mine: 'disagree', sending: true },
  { subject: 'Un vote fermé', mine: 'mixed', disabled: true },
] as const

export const SEATS = [
  { name: 'Hélène Marchand', state: 'speaks' },
  { name: 'Ousmane Diallo', state: 'here' },
  { name: 'Sylvie Renault', state: 'here' },
  { name: 'Pauline Guérin', state: 'here' },
  { name: 'Joaquim Pereira', state: 'awaited' },
  { name: 'Inès Benali', state: 'awaited' },
  { name: 'Théo Aubry', state: 'awaited' },
  { name: 'Léa Moreau', state: 'awaited' },
  { name: 'Clément Jourdan', state: 'awaited' },
] as const

export const TOKENS = [
  'paper',
  'surface',
  'sunken',
  'accent',
  'accent-bg',
  'now',
  'live',
  'agree',
  'mixed',
  'disagree',
  'night',
  'petrol',
  'ink-blue',
  'forest',
  'plum',
  'brick',
  'slate',
] as const
