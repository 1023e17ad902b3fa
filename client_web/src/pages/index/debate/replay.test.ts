import type { Caption, Chapter, Recording } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { address, chaptersOf, firstWord, found, lineAt, momentOf } from './replay'

const CHAPTERS: Chapter[] = [
  { at_ms: 0, kind: 'agenda', title: 'Ouverture', id: 'a1' },
  { at_ms: 14_000, kind: 'floor', title: 'Hélène', id: 's1' },
  { at_ms: 20_000, kind: 'question', title: 'Qui paie ?', id: 'q1' },
  { at_ms: 30_000, kind: 'floor', title: 'Hélène', id: 's1' },
  { at_ms: 40_000, kind: 'floor', title: 'Ousmane', id: 's2' },
]
const RECORDING: Recording = { hls: '', began_at: 0, duration_ms: 60_000, chapters: CHAPTERS }
const LINES: Caption[] = [
  { at: 1_000, text: 'L’École coûte cher.', speaker: 'Hélène' },
  { at: 30_000, text: 'À qui ?' },
]

describe('a recording', () => {
  it('begins at the first spoken word and not on the slate', () => {
    expect(firstWord(RECORDING)).toBe(13_000)
    expect(firstWord({ ...RECORDING, chapters: [] })).toBe(0)
    expect(firstWord(null)).toBe(0)
  })

  it('has one chapter for turns of one person that follow each other', () => {
    expect(chaptersOf(CHAPTERS).map(({ title }) => title)).toEqual([
      'Ouverture',
      'Hélène',
      'Qui paie ?',
      'Ousmane',
    ])
  })

  it('finds what was said, without its accents, by words or by speaker', () => {
    expect(found(LINES, 'ecole cher')).toHaveLength(1)
    expect(found(LINES, 'helene')).toHaveLength(1)
    expect(found(LINES, ' ')).toHaveLength(2)
    expect(found(LINES, 'piscine')).toEqual([])
  })

  it('shows a line of captions while it is said and not for ever', () => {
    expect(lineAt(LINES, 500)).toBeNull()
    expect(lineAt(LINES, 2_000)).toBe('L’École coûte cher.')
    expect(lineAt(LINES, 20_000)).toBeNull()
  })

  it('has an address for each moment, and reads it', () => {
    expect(address('p1', 'd1', 12_345)).toBe('/processes/p1/debate?debate=d1&t=12')
    expect(momentOf('?debate=d1&t=12')).toEqual({ at_ms: 12_000 })
    expect(momentOf('?t=-1')).toBeNull()
    expect(momentOf('')).toBeNull()
  })
})
