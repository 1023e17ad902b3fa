import type { FromClient } from '@protocol/messages'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { CarrierListener, Heard } from './carrier'
import { openHttp } from './http-carrier'

/** The browser's event stream, spoken to by hand. */
class Stream {
  static all: Stream[] = []
  onmessage: (event: { data: string }) => void = () => {}
  onerror: () => void = () => {}
  closed = false

  constructor(readonly url: string) {
    Stream.all.push(this)
  }

  close(): void {
    this.closed = true
  }
}

describe('a carrier over HTTP', () => {
  let heard: Heard[]
  let lost: number[]
  let answers: [number, unknown][]
  let asked: { url: string; body: unknown }[]

  beforeEach(() => {
    heard = []
    lost = []
    answers = []
    asked = []
    Stream.all = []
    vi.stubGlobal('EventSource', Stream)
    vi.stubGlobal('fetch', async (url: string, { body }: { body: string | null }) => {
      asked.push({ url, body: body === null ? null : JSON.parse(body) })
      const [status, value] = answers.shift() ?? [503, {}]
      return new Response(JSON.stringify(value), { status })
    })
  })
  afterEach(() => vi.unstubAllGlobals())

  function open(...messages: FromClient[]) {
    const listener: CarrierListener = {
      opened: () => {},
      received: (message) => heard.push(message),
      closed: (code) => lost.push(code),
    }
    const carrier = openHttp(listener)
    for (const message of messages) carrier.send(message)
  }
  const settle = () => vi.waitFor(() => expect(heard.length + lost.length).toBeGreaterThan(0))

  it('[F1] follows a topic from its position, one stream a topic', () => {
    open({ type: 'subscribe', topic: 'debate/d', since: { epoch: 'e', at: 4 } })
    open({ type: 'subscribe', topic: 'process/p' })
    expect(Stream.all.map(({ url }) => url)).toEqual([
      '/api/topics/debate/d?epoch=e&at=4',
      '/api/topics/process/p',
    ])
    Stream.all[0]?.onmessage({ data: '{"type":"unsubscribed","topic":"debate/d"}' })
    expect(heard).toEqual([{ type: 'unsubscribed', topic: 'debate/d' }])
  })

  it('[W5] passes over a message of a type that it does not know', () => {
    open({ type: 'subscribe', topic: 'debate/d' })
    Stream.all[0]?.onmessage({ data: '{"type":"hologram","topic":"debate/d"}' })
    expect(heard).toEqual([])
    expect(lost).toEqual([])
  })

  it('[W4] takes what is no message for a broken stream', () => {
    const silent = vi.spyOn(console, 'error').mockImplementation(() => {})
    open({ type: 'subscribe', topic: 'debate/d' })
    Stream.all[0]?.onmessage({ data: '<html>' })
    expect(lost).toEqual([1006])
    expect(Stream.all[0]?.closed).toBe(true)
    silent.mockRestore()
  })

  it('[F1] says hello by asking who one is', async () => {
    answers = [[200, { server_time_ms: 7 }]]
    open({ type: 'hello', versions: [1] })
    await settle()
    expect(heard).toEqual([{ type: 'welcome', server_time_ms: 7, you: null }])
  })

  it('[F1] posts an act and hears done, or refused with the same code', async () => {
    answers = [
      [200, { at: 5, result: { question: 'q' } }],
      [409, { code: 'closed', facts: { closed_at: 4 } }],
    ]
    open({ type: 'command', ref: 1, name: 'ask_question', args: { debate: 'd' } })
    await settle()
    open({ type: 'command', ref: 2, name: 'react', args: { debate: 'd' } })
    await vi.waitFor(() => expect(heard).toHaveLength(2))
    expect(asked[0]).toEqual({ url: '/api/commands', body: { name: 'ask_question', args: { debate: 'd' } } })
    expect(heard).toEqual([
      { type: 'done', ref: 1, at: 5, result: { question: 'q' } },
      { type: 'refused', ref: 2, code: 'closed', facts: { closed_at: 4 } },
    ])
  })
})
