import type { DebateSubject } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { draftsOf, type Line, linesOf, moved, withLine } from './agenda'

const SUBJECT: DebateSubject = {
  target: 'family/f1',
  title: 'Le prix',
  under: 'proposition/p1',
  arguments: 3,
}

describe('an agenda that is being made', () => {
  it('comes from what stands and goes back to it', () => {
    const agenda = [{ id: 'i1', kind: 'theme' as const, title: 'Eau', planned_ms: 600_000 }]
    expect(draftsOf(linesOf(agenda))).toEqual([
      { kind: 'theme', title: 'Eau', planned_ms: 600_000, about: null },
    ])
  })

  it('takes subjects by their title, and other points', () => {
    const lines = withLine(withLine([], SUBJECT), null)
    expect(lines.map(({ title, about, kind }) => [title, about, kind])).toEqual([
      ['Le prix', 'family/f1', 'theme'],
      ['', null, 'questions'],
    ])
    expect(new Set(lines.map(({ key }) => key)).size).toBe(2)
  })

  it('moves points and loses none', () => {
    const lines = [0, 1, 2].map((key) => ({
      key,
      kind: 'theme' as const,
      title: `${key}`,
      minutes: 1,
      about: null,
    }))
    const keys = (list: readonly Line[]) => list.map(({ key }) => key).join('')
    expect(keys(moved(lines, 0, 1))).toBe('102')
    expect(keys(moved(lines, 2, -1))).toBe('021')
    expect(keys(moved(lines, 0, -1))).toBe('012')
    expect(keys(moved(lines, 2, 1))).toBe('012')
  })
})
