import type { Event, FromServer } from '@protocol/messages'
import { describe, expect, it } from 'vitest'
import { MAX_ACTS, Session } from './session'

const LIMITS = { message_bytes: 1, topics: 32, commands_per_s: 1 }
const WELCOME: FromServer = { type: 'welcome', version: 1, session: 's', server_time_ms: 5, limits: LIMITS }
const fact = (offset: number): Event => ({ offset, at: offset, type: 'floor_resumed', body: {} })

function open(session: Session): void {
  session.connected('token', 'fr')
  session.received(WELCOME)
}

function following(at = 3): Session {
  const session = new Session()
  session.follow('debate/d')
  open(session)
  session.received({
    type: 'subscribed',
    topic: 'debate/d',
    kind: 'log',
    position: { epoch: 'e', at },
    snapshot: {},
  })
  session.take()
  return session
}

function events(first: number, count: number, epoch = 'e'): FromServer {
  return {
    type: 'events',
    topic: 'debate/d',
    epoch,
    first,
    events: [...Array(count)].map((_, i) => fact(first + i)),
  }
}

describe('a session', () => {
  it('[S3] says hello first, then follows what it was asked to follow', () => {
    const session = new Session()
    session.follow('debate/d')
    expect(session.take()).toEqual([])
    session.connected('token', 'fr')
    expect(session.take()).toEqual([{ type: 'hello', versions: [1], locale: 'fr', token: 'token' }])
    session.received(WELCOME)
    expect(session.take()).toEqual([{ type: 'subscribe', topic: 'debate/d' }])
  })

  it('[T3] hands on events once, without a hole', () => {
    const session = following()
    expect(session.received(events(4, 2))).toMatchObject([
      { type: 'events', events: [{ offset: 4 }, { offset: 5 }] },
    ])
    expect(session.received(events(5, 2))).toMatchObject([{ type: 'events', events: [{ offset: 6 }] }])
    expect(session.received(events(5, 1))).toEqual([])
  })

  it('[T5] asks again from its position when there is a hole, and trusts nothing until answered', () => {
    const session = following()
    expect(session.received(events(6, 1))).toEqual([])
    expect(session.take()).toEqual([{ type: 'subscribe', topic: 'debate/d', since: { epoch: 'e', at: 3 } }])
    expect(session.received(events(7, 1))).toEqual([])
    session.received({
      type: 'subscribed',
      topic: 'debate/d',
      kind: 'log',
      position: { epoch: 'e', at: 7 },
      recovered: true,
    })
    expect(session.received(events(4, 4))).toMatchObject([{ type: 'events', events: { length: 4 } }])
  })

  it('[T4] asks again when the log is of another epoch', () => {
    const session = following()
    session.received(events(4, 1, 'other'))
    expect(session.take()).toHaveLength(1)
  })

  it('[S9] resumes from its position after a lost connection', () => {
    const session = following()
    session.received(events(4, 1))
    session.disconnected()
    open(session)
    expect(session.take()).toContainEqual({
      type: 'subscribe',
      topic: 'debate/d',
      since: { epoch: 'e', at: 4 },
    })
  })

  it('[T7] takes keys newer than it has, and asks again when a version is missing', () => {
    const session = new Session()
    session.follow('debate/d/board')
    open(session)
    const topic = 'debate/d/board'
    const board = (since: number, version: number): FromServer => ({
      type: 'board',
      topic,
      epoch: 'n',
      since,
      version,
      keys: { a: version },
    })
    session.received({
      type: 'subscribed',
      topic,
      kind: 'board',
      position: { epoch: 'n', at: 10 },
      snapshot: { a: 1 },
    })
    session.take()
    expect(session.received(board(8, 12))).toEqual([{ type: 'keys', topic, keys: { a: 12 } }])
    expect(session.received(board(9, 11))).toEqual([])
    expect(session.received(board(13, 14))).toEqual([])
    expect(session.take()).toEqual([{ type: 'subscribe', topic, since: { epoch: 'n', at: 12 } }])
  })

  it('[C2] gives up an act that may not be repeated when the link is lost', () => {
    const session = following()
    const { ref } = session.command('give_floor', { debate: 'd', seat: 's' })
    expect(session.disconnected()).toEqual([{ type: 'refused', ref, code: 'unavailable', facts: {} }])
  })

  it('[C4] [C5] keeps acts with a seq or a key over a lost link and sends them again', () => {
    const session = following()
    session.command('vote', { proposition: 'p', choice: 'agree', seq: 1 })
    session.command('ask_question', { debate: 'd', text: '?', key: 'k' })
    session.take()
    expect(session.disconnected()).toEqual([])
    expect(session.queued).toBe(2)
    open(session)
    expect(session.take().filter(({ type }) => type === 'command')).toHaveLength(2)
    expect(session.queued).toBe(0)
  })

  it('refuses without a connection what may not wait', () => {
    const { effects } = new Session().command('give_floor', { debate: 'd', seat: 's' })
    expect(effects).toMatchObject([{ type: 'refused', code: 'unavailable' }])
  })

  it('refuses the act that would be one too many', () => {
    const session = new Session()
    for (let i = 0; i < MAX_ACTS; i += 1) session.command('vote', { seq: i })
    expect(session.command('vote', { seq: 99 }).effects).toMatchObject([{ code: 'busy' }])
  })

  it('[C1] takes an answer once', () => {
    const session = following()
    const { ref } = session.command('vote', { seq: 1 })
    expect(session.received({ type: 'done', ref, at: 9 })).toEqual([{ type: 'done', ref, at: 9, result: {} }])
    expect(session.received({ type: 'done', ref, at: 9 })).toEqual([])
  })

  it('[S5] answers a ping with its number and learns the time', () => {
    const session = following()
    expect(session.received({ type: 'ping', n: 7, server_time_ms: 99 })).toEqual([
      { type: 'time', server_time_ms: 99 },
    ])
    expect(session.take()).toEqual([{ type: 'pong', n: 7 }])
  })

  it('[W5] passes over a message of a type that it does not know', () => {
    const message = { type: 'hologram' } as unknown as FromServer
    expect([...following().received(message)]).toEqual([])
  })

  it('lets go of a topic it may not follow', () => {
    const session = new Session()
    session.follow('debate/d/desk')
    open(session)
    expect(
      session.received({ type: 'unsubscribed', topic: 'debate/d/desk', code: 'forbidden' }),
    ).toMatchObject([{ type: 'left', code: 'forbidden' }, { type: 'caught_up' }])
    session.disconnected()
    open(session)
    expect(session.take().some(({ type }) => type === 'subscribe')).toBe(false)
  })
})
