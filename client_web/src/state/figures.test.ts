import type { DebateView, Question } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { allAnswers, mostSupported, pollCounts, questionCounts } from './figures'

const question = (id: string, state: Question['state'], asked_at = 0): Question => ({
  id,
  text: id,
  name: '',
  asked_at,
  state,
})

describe('questions on the dashboard', () => {
  it('are counted by what became of them', () => {
    const questions = ['published', 'queued', 'on_air', 'answered', 'dismissed', 'merged'] as const
    expect(questionCounts(questions.map((state) => question(state, state)))).toEqual({
      published: 1,
      waiting: 2,
      answered: 1,
      dismissed: 1,
      unanswered: 0,
    })
  })

  it('stand by support, then age, without the dismissed', () => {
    const board = new Map<string, unknown>([
      ['support/b', 5],
      ['support/x', 9],
    ])
    const questions = [
      question('c', 'published', 2),
      question('a', 'published', 1),
      question('b', 'queued'),
      question('x', 'dismissed'),
    ]
    expect(mostSupported(questions, board, { limit: 2 }).map(({ question: { id } }) => id)).toEqual([
      'b',
      'a',
    ])
  })
})

describe('a poll', () => {
  const debate: DebateView = {
    id: 'd',
    process: 'p',
    title: '',
    polls: {
      a: {
        id: 'a',
        question: '',
        options: ['1', '2'],
        state: 'published',
        hiding: 'at_close',
        result: [3, 4],
      },
    },
  }

  it('shows the live tally, then the published result, and nothing while hidden', () => {
    const board = new Map([['poll/a', { counts: [1, 1], voters: 2 }]])
    expect(pollCounts(debate, board, 'a')).toEqual({ counts: [1, 1], voters: 2 })
    expect(pollCounts(debate, new Map(), 'a')).toEqual({ counts: [3, 4], voters: 7 })
    expect(pollCounts(debate, new Map(), 'b')).toBeNull()
    expect(allAnswers(debate, new Map())).toBe(7)
  })
})
