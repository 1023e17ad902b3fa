import {
  type DeskQuestion,
  type DeskView,
  QUESTION_STATE_VALUES,
  type QuestionState,
} from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import {
  ACTS,
  arrivedSince,
  cardNumbers,
  heldBy,
  movesSince,
  RARE,
  reviewOrder,
  rhythm,
  TARGET,
  withStep,
} from './desk'

const card = (id: string, asked_at: number, state: QuestionState = 'submitted'): DeskQuestion => ({
  question: { id, text: id, name: 'Camille', asked_at, state },
  author: 'p1',
})
const view = (...cards: DeskQuestion[]): DeskView => ({
  id: 'd',
  questions: Object.fromEntries(cards.map((each) => [each.question.id, each])),
})

describe('the list to review', () => {
  it('appends at the bottom and never moves what is shown', () => {
    const shown = ['b', 'a']
    expect(reviewOrder(shown, view(card('a', 1), card('b', 2), card('c', 0)), null)).toEqual(['b', 'a', 'c'])
  })

  it('lets a dealt-with card go, but nothing at or above the row in hand', () => {
    const dealt = (id: string, at: number) => card(id, at, 'published')
    const now = view(dealt('a', 1), dealt('b', 2), dealt('c', 3), card('d', 4))
    expect(reviewOrder(['a', 'b', 'c', 'd'], now, 'b')).toEqual(['a', 'b', 'd'])
    expect(reviewOrder(['a', 'b', 'c', 'd'], now, null)).toEqual(['d'])
  })

  it('numbers cards in the order of arrival', () => {
    expect([...cardNumbers(view(card('b', 2), card('a', 1)))]).toEqual([
      ['a', 1],
      ['b', 2],
    ])
  })
})

describe('the alert', () => {
  it('is for the newest card that waits and came since the last one, not for what stood there', () => {
    const now = view(card('a', 1), card('b', 5), card('c', 7), card('d', 9, 'published'))
    expect(arrivedSince(now, 2)?.question.id).toBe('c')
    expect(arrivedSince(now, 7)).toBeNull()
  })
})

describe('the order of published questions', () => {
  it('tells how far each question rose or fell', () => {
    expect([...movesSince(['a', 'b'], ['b', 'a', 'c'])]).toEqual([
      ['b', 1],
      ['a', -1],
    ])
  })
})

describe('the queue', () => {
  it('moves one step and stays whole at the ends', () => {
    expect(withStep(['a', 'b', 'c'], 'c', -1)).toEqual(['a', 'c', 'b'])
    expect(withStep(['a', 'b', 'c'], 'c', 1)).toEqual(['a', 'b', 'c'])
    expect(withStep(['a', 'b'], 'x', 1)).toEqual(['a', 'b'])
  })
})

describe('a card', () => {
  it('offers no act that leads where it is', () => {
    for (const state of QUESTION_STATE_VALUES)
      expect([...ACTS[state], ...RARE[state]].map((act) => TARGET[act])).not.toContain(state)
  })

  it('is held by another only until the claim runs out', () => {
    const held = { ...card('a', 1), claimed_by: 'ali', claimed_name: 'Ali', claimed_until: 100 }
    expect(heldBy(held, 'zoe', 99)).toBe('Ali')
    expect(heldBy(held, 'zoe', 100)).toBeNull()
    expect(heldBy(held, 'ali', 99)).toBeNull()
  })
})

describe('the rhythm of the desk', () => {
  it('is arrivals a minute, the median wait and the oldest that waits', () => {
    const dealt = { ...card('a', 0, 'published'), history: [{ to: 'published' as const, at: 30_000 }] }
    expect(rhythm(view(dealt, card('b', 10_000)), 70_000)).toEqual({
      per_minute: 0.2,
      median_wait_ms: 30_000,
      oldest_ms: 60_000,
    })
  })
})
