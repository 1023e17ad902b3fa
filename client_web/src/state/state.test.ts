import type { Question } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { shelfOf } from '../testing/shelf'
import { Announcements } from './announcements'
import { type Keys, mergeKeys } from './board'
import { Draft } from './drafts'
import { arrivals, isStale, sorted, withArrivals } from './order'
import { nextSeq } from './seq'

const ask = (id: string, asked_at: number, state: Question['state'] = 'published'): Question => ({
  id,
  text: id,
  name: 'x',
  asked_at,
  state,
})

describe('the order of a list', () => {
  const questions = [ask('a', 1), ask('b', 2), ask('c', 3), ask('gone', 4, 'withdrawn')]
  const supports: Record<string, number> = { a: 5, b: 9, c: 9 }
  const standing = { support: (id: string) => supports[id] ?? 0, fair: ['c', 'a', 'b'] }

  it('is what the reader chose', () => {
    expect(sorted(questions, 'popular', standing)).toEqual(['b', 'c', 'a'])
    expect(sorted(questions, 'newest', standing)).toEqual(['c', 'b', 'a'])
    expect(sorted(questions, 'fair', standing)).toEqual(['c', 'a', 'b'])
  })

  it('falls back on support for what the fair order does not name', () => {
    expect(sorted(questions, 'fair', { ...standing, fair: ['a'] })).toEqual(['a', 'b', 'c'])
  })

  it('holds what was answered and what was left once the debate is over, as nothing arrives any more', () => {
    const left = [ask('a', 1, 'answered'), ask('b', 2, 'unanswered'), ask('gone', 3, 'withdrawn')]
    expect(sorted(left, 'popular', { ...standing, over: true })).toEqual(['b', 'a'])
    expect(sorted(left, 'popular', standing)).toEqual([])
    expect(arrivals([], left)).toEqual([])
  })

  it('keeps arrivals waiting', () => {
    expect(arrivals(['a'], questions)).toEqual(['b', 'c'])
  })

  it('moves nothing for those who come to the bottom', () => {
    expect(withArrivals(['b', 'gone', 'a'], ['c', 'a', 'b', 'd'])).toEqual(['b', 'gone', 'a', 'c', 'd'])
  })

  it('is stale only when what is shown would move', () => {
    expect(isStale(['b', 'c', 'a'], ['new', 'b', 'c', 'a'])).toBe(false)
    expect(isStale(['b', 'gone', 'a'], ['b', 'a'])).toBe(false)
    expect(isStale(['a', 'b'], ['b', 'a'])).toBe(true)
  })
})

describe('a board', () => {
  it('[T7] keeps keys, removes null, and forgets all else with a full answer', () => {
    const board: Keys = new Map([['old', 1]])
    mergeKeys(board, { a: 1, b: 2 }, false)
    mergeKeys(board, { a: null }, false)
    expect([...board]).toEqual([
      ['old', 1],
      ['b', 2],
    ])
    mergeKeys(board, { c: 3 }, true)
    expect([...board]).toEqual([['c', 3]])
  })
})

describe('a draft', () => {
  it('survives on the shelf until cleared', () => {
    const held = new Map<string, string>()
    const shelf = shelfOf(held)
    const draft = new Draft(shelf, 'live', 'd')
    draft.save('Pourquoi')
    expect(new Draft(shelf, 'live', 'd').read()).toBe('Pourquoi')
    draft.clear()
    expect(held.size).toBe(0)
  })
})

describe('announcements', () => {
  const say = (kind: string, text: string, important = true) => ({ kind, text, important })

  it('are one in twenty seconds, the newest of each kind', () => {
    const queue = new Announcements('important')
    queue.add(say('poll', 'old'))
    queue.add(say('poll', 'new'))
    expect(queue.next({ mono: 0, typing: false })).toBe('new')
    queue.add(say('link', 'back'))
    expect(queue.next({ mono: 19_999, typing: false })).toBeNull()
    expect(queue.next({ mono: 20_000, typing: false })).toBe('back')
  })

  it('wait while a person types and obey the setting', () => {
    const queue = new Announcements('important')
    expect(queue.add(say('tally', '12 votes', false))).toBe(false)
    queue.add(say('poll', 'opens'))
    expect(queue.next({ mono: 0, typing: true })).toBeNull()
    expect(queue.next({ mono: 0, typing: false })).toBe('opens')
  })
})

describe('numbers of presses', () => {
  it('[C4] grow, whatever the clock does', () => {
    const first = nextSeq(5_000)
    expect(nextSeq(4_000)).toBe(first + 1)
    expect(nextSeq(9_000)).toBe(9_000)
  })
})
