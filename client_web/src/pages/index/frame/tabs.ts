/** The tabs of a process: a page for each of its phases, those to come too, and its votes as pictures. Pure. */

import { PHASE_VALUES, type Phase, type ProcessPage } from '@protocol/messages'
import { phaseState, planOf } from '../../../state/phases'

export type TabName = Phase | 'overview'

const ORDER = PHASE_VALUES.flatMap((phase): readonly TabName[] =>
  phase === 'consultation' ? [phase, 'overview'] : [phase],
)

/** One tab: where it leads, and whether its phase runs, is over or is to come. */
export interface Tab {
  name: TabName
  href: string
  state: 'live' | 'there' | 'coming'
  /** When the phase opens, of one that is to come and has a date. */
  opens_at: number | null
}

/** The tabs of a process at an instant, in the order of its phases. */
export function tabsOf({ id, phases, debates }: ProcessPage, now: number): Tab[] {
  const live = debates.find(({ state }) => state === 'live' || state === 'paused')
  return ORDER.map((name) => {
    const plan = planOf(phases, name === 'overview' ? 'consultation' : name)
    const state = plan === null ? 'unplanned' : phaseState(plan, now)
    if (name === 'debate' && live !== undefined)
      return { name, href: `/debates/${live.id}`, state: 'live', opens_at: null }
    const coming = state === 'coming' || state === 'unplanned'
    return {
      name,
      href: `/processes/${id}/${name}`,
      state: coming ? 'coming' : 'there',
      opens_at: coming ? (plan?.opens_at ?? null) : null,
    }
  })
}

const WITHIN: Readonly<Record<string, TabName>> = {
  presentation: 'presentation',
  consultation: 'consultation',
  propose: 'consultation',
  ranking: 'consultation',
  mine: 'consultation',
  overview: 'overview',
  synthesis: 'synthesis',
  debate: 'debate',
  panel: 'debate',
  bill: 'bill',
  mobilisation: 'mobilisation',
}

/** The tab that an address stands under, and whether it is the tab's own page; null under none. */
export function tabOf(path: string): { name: TabName; own: boolean } | null {
  const [kind, , page = '', ...rest] = path.split('/').filter((part) => part !== '')
  if (kind === 'propositions') return { name: 'consultation', own: false }
  const name = kind === 'processes' ? WITHIN[page] : undefined
  return name === undefined ? null : { name, own: page === name && rest.length === 0 }
}
