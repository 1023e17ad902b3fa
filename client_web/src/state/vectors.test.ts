import type { Event } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { foldDebate } from './fold-debate'
import { foldDesk } from './fold-desk'
import { foldPerson } from './fold-person'
import { foldProcess } from './fold-process'
import { foldSynthesis } from './fold-synthesis'

interface Vector {
  name: string
  fold: 'debate' | 'desk' | 'person' | 'process' | 'synthesis'
  before: Record<string, unknown>
  events: Event[]
  after: Record<string, unknown>
}

const files = import.meta.glob<Vector>('../../../protocol/vectors/reducers/*.json', {
  eager: true,
  import: 'default',
})

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the vectors name the view they hold
const folds: Record<Vector['fold'], (view: any, event: Event) => unknown> = {
  debate: foldDebate,
  desk: foldDesk,
  person: foldPerson,
  process: foldProcess,
  synthesis: foldSynthesis,
}

/** Fields with a default may be absent (SPEC W6): leave them out on both sides before comparing. */
const DEFAULTS: readonly (readonly [string, unknown])[] = [
  ['state', 'lobby'],
  ['state', 'empty'],
  ['mode', 'auto'],
  ['lang', 'fr'],
  ['version', 1],
]

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const kept = Object.entries(value)
    .map(([key, inner]) => [key, plain(inner)] as const)
    .filter(([key, inner]) => !isDefault(key, inner))
  return Object.fromEntries(kept)
}

function isDefault(key: string, value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === 0 || value === '') return true
  if (typeof value === 'object' && Object.keys(value).length === 0) return true
  return DEFAULTS.some(([name, other]) => name === key && other === value)
}

describe('[T6] the view of a log is the fold of its events, as on the server', () => {
  it('finds the vectors', () => {
    expect(Object.keys(files).length).toBeGreaterThan(10)
  })

  for (const { name, fold, before, events, after } of Object.values(files)) {
    it(name, () => {
      const start = structuredClone(before)
      expect(plain(events.reduce(folds[fold], start))).toEqual(plain(after))
      expect(start).toEqual(before)
    })
  }
})
