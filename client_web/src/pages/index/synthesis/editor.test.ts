import type { Filing, WorkArgument } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { isUnfinished, nextUnfinished } from './edit/work'
import { counts, excerpt, inbox } from './inbox'
import { ofSide, renamed, restoring } from './inverse'

const filing = (argument: string, rest: Partial<Filing> = {}): Filing => ({ argument, ...rest })

describe('undoing', () => {
  it('puts arguments back with as few acts as possible', () => {
    const before = [
      filing('a'),
      filing('b'),
      filing('c', { state: 'ignored', reason: 'other', note: 'x' }),
      filing('d', { state: 'ignored', reason: 'other', note: 'x' }),
      filing('e', { state: 'classified', places: [{ family: 'f' }] }),
      filing('g', { state: 'classified', places: [{ family: 'f', source: 'suggestion' }] }),
      filing('h', {
        state: 'classified',
        places: [
          { family: 'f', part: 'p' },
          { family: 'k', part: 'q' },
        ],
      }),
    ]
    expect(restoring(before)).toEqual([
      { act: 'unplace', arguments: ['a', 'b'] },
      { act: 'ignore', arguments: ['c', 'd'], reason: 'other', note: 'x' },
      { act: 'place_all', arguments: ['e'], family: 'f', source: 'human' },
      { act: 'place_all', arguments: ['g'], family: 'f', source: 'suggestion' },
      { act: 'place', argument: 'h', places: before[6]?.places },
    ])
    expect(restoring([])).toEqual([])
  })

  it('names a family that was founded anew', () => {
    const [one] = renamed(
      [filing('a', { state: 'classified', places: [{ family: 'f' }, { family: 'k' }] })],
      'f',
      'n',
    )
    expect(one?.places?.map(({ family }) => family)).toEqual(['n', 'k'])
  })
})

describe('the inbox', () => {
  const one = (
    id: string,
    side: 'for' | 'against',
    supports: number,
    rest: Partial<Filing> = {},
  ): WorkArgument => ({
    id,
    side,
    body: 'x'.repeat(10 - supports),
    author: 'z',
    supports,
    filing: filing(id, rest),
  })
  const all = [
    one('a', 'for', 1),
    one('b', 'for', 5),
    one('c', 'for', 3, { state: 'ignored' }),
    one('d', 'against', 9),
  ]

  it('filters by side and state and sorts', () => {
    expect(inbox(all, 'for', 'todo', 'supports').map(({ id }) => id)).toEqual(['b', 'a'])
    expect(inbox(all, 'for', 'all', 'newest').map(({ id }) => id)).toEqual(['a', 'c', 'b'])
    expect(inbox(all, 'for', 'all', 'length').map(({ id }) => id)).toEqual(['b', 'c', 'a'])
    expect(counts(all, 'for')).toEqual({ all: 3, todo: 2, classified: 0, ignored: 1 })
  })

  it('shortens texts between words', () => {
    expect(excerpt('un  deux\ntrois', 40)).toBe('un deux trois')
    expect(excerpt('un deux trois quatre', 12)).toBe('un deux…')
    expect(excerpt('x'.repeat(30), 10)).toBe(`${'x'.repeat(10)}…`)
  })

  it('keeps families in their order', () => {
    const families = [
      { id: 'b', side: 'for' as const, title: '', position: 1 },
      { id: 'a', side: 'for' as const, title: '', position: 1 },
      { id: 'c', side: 'for' as const, title: '' },
      { id: 'd', side: 'against' as const, title: '' },
    ]
    expect(ofSide(families, 'for').map(({ id }) => id)).toEqual(['c', 'a', 'b'])
  })
})

describe('the list of work', () => {
  const card = (id: string, placed: number) => ({
    id,
    number: 1,
    title: id,
    section: '',
    families: 0,
    coverage: { arguments: 3, placed, ignored: 1 },
  })

  it('leads on to what is unfinished, round the end', () => {
    const cards = [card('a', 1), card('b', 2), card('c', 0)]
    expect(cards.map(isUnfinished)).toEqual([true, false, true])
    expect(nextUnfinished(cards, 'a')).toBe('c')
    expect(nextUnfinished(cards, 'c')).toBe('a')
    expect(nextUnfinished([card('a', 2)], 'a')).toBeNull()
    expect(nextUnfinished(cards, 'elsewhere')).toBe('a')
  })
})
