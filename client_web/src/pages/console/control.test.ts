import type { AgendaItem, DebateView, Poll, PollState, Seat, SeatMedia } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { requests } from '../../state/hands'
import { agendaDelay, endList, itemClock, nextItem, suggest, unread } from './control'

const item = (id: string, fields: Partial<AgendaItem> = {}): AgendaItem => ({
  id,
  kind: 'questions',
  title: id,
  planned_ms: 60_000,
  ...fields,
})
const seat = (id: string, fields: Partial<Seat> = {}): Seat => ({
  id,
  name: id,
  side: 'citizens',
  state: 'on_stage',
  ...fields,
})
const live = (fields: Partial<DebateView> = {}): DebateView => ({
  id: 'd',
  process: 'p',
  title: '',
  state: 'live',
  agenda: [item('one', { started_at: 0 }), item('two')],
  item: 'one',
  seats: { a: seat('a'), b: seat('b') },
  ...fields,
})
const hands = (...raised: [string, number][]): Map<string, SeatMedia> =>
  new Map(raised.map(([id, hand_at]) => [id, { hand: true, hand_at }]))

describe('requests to speak', () => {
  it('stand in the order the hands went up, without the one who speaks', () => {
    const media = hands(['b', 2], ['a', 1], ['c', 0])
    expect(requests(media, 'c').map(({ seat: id }) => id)).toEqual(['a', 'b'])
  })
})

describe('the agenda', () => {
  it('has its own clock: planned, elapsed, over', () => {
    expect(itemClock(item('one', { started_at: 0 }), 90_000)).toEqual({ elapsed: 90_000, over: 30_000 })
    expect(itemClock(item('one'), 90_000)).toEqual({ elapsed: 0, over: 0 })
  })

  it('counts what ended early against what runs late', () => {
    const agenda = [
      item('one', { started_at: 0, ended_at: 50_000 }),
      item('two', { started_at: 50_000 }),
      item('three'),
    ]
    expect(agendaDelay(agenda, 130_000)).toBe(10_000)
  })

  it('goes on after the item in progress and ends', () => {
    expect(nextItem(live())?.id).toBe('two')
    expect(nextItem(live({ item: null }))?.id).toBe('one')
    expect(nextItem(live({ item: 'two' }))).toBeNull()
  })
})

describe('the suggestion', () => {
  it('is to go live once the time has come', () => {
    const lobby = live({ state: 'lobby', starts_at: 100 })
    expect(suggest(lobby, hands(), 99)).toBeNull()
    expect(suggest(lobby, hands(), 100)).toEqual({ act: 'go', to: 'live' })
  })

  it('is the first hand when nobody speaks, with the rank of its speaking time', () => {
    const view = live({ seats: { a: seat('a', { spoken_ms: 9 }), b: seat('b') } })
    expect(suggest(view, hands(['a', 1], ['b', 2]), 0)).toMatchObject({
      act: 'floor',
      seat: { id: 'a' },
      shortest: 2,
    })
  })

  it('is nothing while somebody speaks, and to end a turn whose speaker was lost', () => {
    const floor = { seat: 'a', given_at: 0, limit_ms: 1 }
    expect(suggest(live({ floor }), hands(['b', 1]), 0)).toBeNull()
    const lost = live({ floor, seats: { a: seat('a', { state: 'lost' }) } })
    expect(suggest(lost, hands(), 0)).toMatchObject({ act: 'end_floor' })
  })

  it('is the next question when none is on air, then to mark it answered', () => {
    const question = { id: 'q', text: '', name: '', asked_at: 0, state: 'next' as const }
    expect(suggest(live({ questions: { q: question } }), hands(), 0)).toEqual({ act: 'air', question: 'q' })
    const aired = { q: { ...question, state: 'on_air' as const } }
    expect(suggest(live({ questions: aired }), hands(), 0)).toEqual({ act: 'answered', question: 'q' })
  })

  it('is the next item once the current one is over its plan', () => {
    expect(suggest(live(), hands(), 60_001)).toMatchObject({ act: 'item', item: { id: 'two' } })
  })
})

describe('what panelists wrote', () => {
  const said = (at: number, problem = false) => ({ text: '…', name: 'A', at, problem })

  it('waits until it is marked as read; who asks for help comes first, then the oldest', () => {
    const messages = new Map([
      ['a', said(5)],
      ['b', said(3)],
      ['c', said(9, true)],
      ['d', said(2)],
    ])
    const read = (seat: string) => (seat === 'd' ? 2 : 0)
    expect(unread(messages, read).map(({ seat }) => seat)).toEqual(['c', 'b', 'a'])
  })

  it('waits again when the seat writes again', () => {
    expect(unread(new Map([['a', said(5)]]), () => 4)).toHaveLength(1)
  })
})

describe('the list of the end', () => {
  const closing = { agenda: [item('one', { kind: 'closing' as const })], item: 'one' }
  const poll = (id: string, state: PollState): Poll => ({
    id,
    question: '',
    options: [],
    state,
    hiding: 'always',
  })

  it('comes with the closing item and says what is left', () => {
    expect(endList(live())).toEqual([])
    const polls = { a: poll('a', 'open'), b: poll('b', 'closed'), c: poll('c', 'published') }
    const left = endList(live({ ...closing, polls })).map(({ what, left }) => [what, left])
    expect(left).toEqual([
      ['floor', 0],
      ['polls', 1],
      ['ended', 1],
      ['results', 1],
    ])
  })

  it('waits for the recording and names the answers owed once it is over', () => {
    const over = endList(live({ state: 'ended', recording: null }))
    expect(over.map(({ what }) => what)).toContain('answers')
    expect(over.find(({ what }) => what === 'recording')?.left).toBe(1)
  })
})
