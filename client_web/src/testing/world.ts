/**
 * A browser and a server in a drawer, for tests of what uses the wire: the real `Client`, and around it clocks,
 * timers and carriers that a test moves by hand. `PageWorld` adds what a page needs besides.
 */

import type { Code, Event, Facts, FromClient, FromServer, SessionInfo, You } from '@protocol/messages'
import { vi } from 'vitest'
import type { CarrierListener } from '../wire/carrier'
import { Client, type Signs, type Surroundings } from '../wire/client'
import { Held } from '../wire/held'
import type { LinkState } from '../wire/link'
import { Refused } from '../wire/refused'

const LIMITS = { message_bytes: 1, topics: 32, commands_per_s: 1 }

/** Time moves only when a test says so. */
export class World {
  mono = 0
  random = 0.5
  online = true
  seen = true
  info: SessionInfo = { server_time_ms: 1_000_000, token: 'token' }
  sockets: { listener: CarrierListener; sent: FromClient[]; over: boolean }[] = []
  https: { listener: CarrierListener; sent: FromClient[] }[] = []
  timers: { at: number; act: () => void }[] = []
  link: LinkState | null = null
  /** Who is told what the browser tells. */
  readonly signs = new Set<Signs>()

  readonly held = new Held()
  readonly around: Surroundings = {
    held: this.held,
    wall: () => 0,
    mono: () => this.mono,
    random: () => this.random,
    online: () => this.online,
    seen: () => this.seen,
    heed: (signs) => {
      this.signs.add(signs)
      return () => this.signs.delete(signs)
    },
    locale: () => 'fr',
    session: async () => this.info,
    after: (ms, act) => {
      const timer = { at: this.mono + ms, act }
      this.timers.push(timer)
      return () => {
        this.timers = this.timers.filter((other) => other !== timer)
      }
    },
    socket: (listener) => {
      const socket = { listener, sent: [] as FromClient[], over: false }
      this.sockets.push(socket)
      return {
        send: (message) => socket.sent.push(message),
        close: () => {
          socket.over = true
        },
      }
    },
    http: (listener) => {
      const http = { listener, sent: [] as FromClient[] }
      this.https.push(http)
      return { send: (message) => http.sent.push(message), close: () => {} }
    },
  }
  readonly client: Client

  constructor({ hasty = false } = {}) {
    this.client = new Client(this.around, hasty)
    this.client.link.subscribe((link) => {
      this.link = link
    })
  }

  get socket() {
    const socket = this.sockets.at(-1)
    if (socket === undefined) throw new Error('no socket was opened')
    return socket
  }

  /** The acts that went out on this socket. */
  get asked(): [string, unknown][] {
    return this.socket.sent.flatMap((one) => (one.type === 'command' ? [[one.name, one.args]] : []))
  }

  say(message: FromServer): void {
    this.socket.listener.received(message)
  }

  async pass(ms: number): Promise<void> {
    const until = this.mono + ms
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (due === undefined) break
      this.timers = this.timers.filter((timer) => timer !== due)
      this.mono = Math.max(this.mono, due.at)
      due.act()
      await settle()
    }
    this.mono = until
    await settle()
  }

  async open(): Promise<void> {
    this.client.start()
    await settle()
    this.welcome()
  }

  /** The server's welcome over HTTP, in a network that lets no socket through. */
  welcomeOverHttp(): void {
    const http = this.https.at(-1)
    if (http === undefined) throw new Error('HTTP is not used')
    http.listener.opened()
    http.listener.received({ type: 'welcome', server_time_ms: 1_000_000 + this.mono, you: null })
  }

  welcome(you?: You): void {
    this.socket.listener.opened()
    this.say({
      type: 'welcome',
      version: 1,
      session: 's',
      server_time_ms: 1_000_000 + this.mono,
      limits: LIMITS,
      ...(you && { you }),
    })
  }
}

/** What answers one HTTP request: a body, a refusal, or whatever a function makes of it. */
type HttpAnswer = object | Refused | (() => object | Promise<object>)

/** The world of one page: what the server answers over HTTP, facts and keys it sends, acts it is asked for. */
export class PageWorld extends World {
  /** By path below `/api/`, with its query or without. */
  readonly answers = new Map<string, HttpAnswer>([['session', { server_time_ms: 1_000_000, you: null }]])
  /** The paths that were read, in order. */
  readonly read: string[] = []
  readonly storage = new Map<string, string>()
  #positions = new Map<string, number>()
  #answered = 0

  constructor(options: { hasty?: boolean } = {}) {
    super(options)
    vi.stubGlobal('fetch', (path: string) => this.#fetch(path.replace('/api/', '')))
    vi.stubGlobal('localStorage', {
      getItem: (key: string) => this.storage.get(key) ?? null,
      setItem: (key: string, value: string) => this.storage.set(key, value),
      removeItem: (key: string) => this.storage.delete(key),
    })
    // A page that another person is met on is covered and made anew: here it stays as it is.
    vi.stubGlobal('document', { documentElement: { classList: { toggle: () => {} } } })
    vi.stubGlobal('location', { reload: () => {} })
  }

  /** The topics that are followed now. */
  get followed(): string[] {
    const topics = new Set<string>()
    for (const message of this.socket.sent) {
      if (message.type === 'subscribe') topics.add(message.topic)
      if (message.type === 'unsubscribe') topics.delete(message.topic)
    }
    return [...topics]
  }

  /** The acts that were asked for, in order. */
  get acts(): { ref: number; name: string; args: Record<string, unknown> }[] {
    return this.sockets.flatMap(({ sent }) =>
      sent.flatMap((message) => (message.type === 'command' ? message : [])),
    )
  }

  /** What is left when a page is over: nothing, if it let go of everything. */
  get remains() {
    return {
      followed: this.followed,
      timers: this.timers.length,
      connected: !this.socket.over || this.signs.size > 0,
    }
  }

  async snapshot(topic: string, snapshot: object = {}): Promise<void> {
    this.#positions.set(topic, 1)
    const kind = topic.endsWith('board') ? 'board' : 'log'
    const position = { epoch: 'e', at: 1 }
    this.say({ type: 'subscribed', topic, kind, position, snapshot: snapshot as Record<string, unknown> })
    await settle()
  }

  async keys(topic: string, keys: Record<string, unknown>): Promise<void> {
    const since = this.#positions.get(topic) ?? 1
    this.#positions.set(topic, since + 1)
    this.say({ type: 'board', topic, epoch: 'e', since, version: since + 1, keys })
    await settle()
  }

  async event(topic: string, type: Event['type'], body: object = {}): Promise<void> {
    const offset = (this.#positions.get(topic) ?? 1) + 1
    this.#positions.set(topic, offset)
    const event = { offset, at: this.client.now(), type, body: body as Record<string, unknown> }
    this.say({ type: 'events', topic, epoch: 'e', first: offset, events: [event] })
    await settle()
  }

  /** Answer the oldest act that waits. */
  async done(result: Record<string, unknown> = {}): Promise<void> {
    this.say({ type: 'done', ref: this.#next(), at: this.client.now(), result })
    await settle()
  }

  async refuse(code: Code, facts: Facts = {}): Promise<void> {
    this.say({ type: 'refused', ref: this.#next(), code, facts })
    await settle()
  }

  #next(): number {
    const act = this.acts[this.#answered]
    if (act === undefined) throw new Error('no act waits for an answer')
    this.#answered += 1
    return act.ref
  }

  async #fetch(path: string): Promise<Response> {
    this.read.push(path)
    const answer = this.answers.get(path) ?? this.answers.get(path.split('?')[0] ?? '')
    try {
      const found = typeof answer === 'function' ? await answer() : answer
      if (found === undefined) throw new Refused('not_found')
      if (found instanceof Refused) throw found
      return Response.json(found)
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      return Response.json({ code: error.code, facts: error.facts }, { status: 400 })
    }
  }
}

/** Until all that waits for nothing outside has happened. */
export const settle = () => new Promise((resolve) => setImmediate(resolve))
