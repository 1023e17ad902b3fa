import type { DebateView, DeskView, Event, PersonView, ProcessView, SynthesisDesk } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { foldDebate } from './fold-debate'
import { foldDesk } from './fold-desk'
import { foldPerson } from './fold-person'
import { foldProcess } from './fold-process'
import { foldSynthesis } from './fold-synthesis'

interface Vector {
  name: string
  fold: 'debate' | 'desk' | 'person' | 'process' | 'synthesis'
  before: unknown
  events: Event[]
  after: unknown
}

const files = import.meta.glob<Vector>('../../../protocol/vectors/reducers/*.json', {
  eager: true,
  import: 'default',
})
// What the wire leaves out because it is the default (SPEC W6).
const DEFAULTS: Record<string, readonly unknown[]> = {
  version: [1],
  mode: ['auto'],
  lang: ['fr'],
  state: ['lobby', 'empty'],
}

function fold({ fold: kind, before, events }: Vector): unknown {
  switch (kind) {
    case 'debate':
      return events.reduce(foldDebate, before as DebateView)
    case 'desk':
      return events.reduce(foldDesk, before as DeskView)
    case 'person':
      return events.reduce(foldPerson, before as PersonView)
    case 'process':
      return events.reduce(foldProcess, before as ProcessView)
    case 'synthesis':
      return events.reduce(foldSynthesis, before as SynthesisDesk)
  }
}

/** The value without defaults, so that a field that is absent equals one that says nothing. */
function bare(value: unknown, key = ''): unknown {
  if (value === null || value === false || value === 0 || value === '') return undefined
  if (DEFAULTS[key]?.includes(value)) return undefined
  if (Array.isArray(value)) return value.length > 0 ? value.map((each) => bare(each) ?? {}) : undefined
  if (typeof value !== 'object') return value
  const kept = Object.entries(value as object)
    .map(([name, held]) => [name, bare(held, name)] as const)
    .filter(([, held]) => held !== undefined)
  return kept.length > 0 ? Object.fromEntries(kept) : undefined
}

describe('[T6] folding gives what the server has', () => {
  it('of every vector', () => expect(Object.keys(files).length).toBeGreaterThan(0))
  for (const vector of Object.values(files)) {
    it(vector.name, () => expect(bare(fold(vector))).toEqual(bare(vector.after)))
  }
})
