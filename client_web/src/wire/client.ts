/**
 * What pages use of the wire: follow logs and boards, ask for acts, know how the link stands.
 *
 * It owns the connection: opens it, judges its silence, comes back when the policy says so, and keeps
 * the session over it. Everything outside (clock, chance, timers, carriers) is its `Surroundings`, so
 * that it is tested without a browser.
 */

import {
  CloseCode,
  type Code,
  type CommandArgs,
  type CommandResults,
  type Event,
  type SessionInfo,
  type TopicCode,
  type You,
} from '@protocol/messages'
import type { Carrier, CarrierListener, OpenCarrier } from './carrier'
import { type Held, type Judging, type Plain, UNSAVED } from './held'
import {
  HASTY_LONGEST_MS,
  HASTY_SILENCE_MS,
  judge,
  type LinkPhase,
  type LinkState,
  mayReturn,
  OFFLINE_ATTEMPTS,
  waitMs,
} from './link'
import { PageSession } from './page-session'
import { Refused } from './refused'
import { type Effect, Session } from './session'
import { OPENING_MS, SocketTrial } from './socket-trial'

/** What a browser tells of a page and its network. */
export interface Signs {
  /** The network may be there again: it is said to be, or somebody looks at the page. */
  back(): void
  away(): void
  /** The page is left. */
  leaving(): void
}

export interface Surroundings {
  wall(): number
  mono(): number
  random(): number
  /** Run once after a while; the answer cancels. */
  after(ms: number, act: () => void): () => void
  online(): boolean
  /** Whether the page is in front of somebody, as far as the browser knows. */
  seen(): boolean
  /** Be told what the browser tells of the page and its network; the answer ends that. */
  heed(signs: Signs): () => void
  locale(): string
  session(): Promise<SessionInfo>
  socket: OpenCarrier
  http: OpenCarrier
  /** What stands on the page and may not be saved. */
  held: Held
  /** Show the person what they are asked to agree to; `give` says that they do. False: they did not. */
  agree?(give: (version: string) => Promise<Answer>): Promise<boolean>
}

export interface LogListener {
  /** Everything at once: whatever was held before is void. */
  onSnapshot(view: Record<string, unknown>): void
  /** What came since, in order, without a hole. */
  onEvents(events: readonly Event[]): void
  /** The topic may not be followed (any more). */
  onLeft?(code: Code | TopicCode): void
}

/** `keys` that changed (null: gone); with `all` there are no others. */
export type BoardListener = (keys: Record<string, unknown>, all: boolean) => void

export interface Answer<N extends keyof CommandResults = keyof CommandResults> {
  /** The server's time of the act. */
  at: number
  result: CommandResults[N]
}

/** A value that changes, by the contract of Svelte's stores. */
export interface Readable<T> {
  subscribe(run: (value: T) => void): () => void
}

interface Waiting {
  done(at: number, result: unknown): void
  reject(error: Refused): void
  cancel(): void
}

const TICK_MS = 1_000
/** After as long at least, at most twice as long, a topic that could not be followed is asked for again. */
const AGAIN_MS = 3_000
const ANSWER_MS = 20_000
const UNKNOWN_RHYTHM_MS = 25_000
const TOKEN_FRESH_MS = 240_000
/** A connection that lasted less is one more failure: a server that welcomes and drops is not stormed. */
const STABLE_MS = 5_000

export class Client {
  you: You | null = null
  build = ''

  #session = new Session()
  #carrier: Carrier | null = null
  #logs = new Map<string, Set<LogListener>>()
  #boards = new Map<string, Set<BoardListener>>()
  #waiting = new Map<number, Waiting>()
  /** Whether each act that is not answered yet will have been done. */
  #under_way = new Set<Promise<boolean>>()
  #welcomes = new Set<(you: You | null) => void>()

  #link: LinkState = { state: 'connecting', last_at: null, attempt: 0, queued: 0, code: 0, late_ms: 0 }
  #watchers = new Set<(state: LinkState) => void>()
  #heard_mono = 0
  #ping_mono: number | null = null
  #rhythm_ms = UNKNOWN_RHYTHM_MS
  #slot_ms: number | null = null
  readonly #trial = new SocketTrial()
  #token: { value: string | null; mono: number } | null = null
  #was_told = false
  /** Connections in a row that failed or did not last. */
  #failures = 0
  #welcome_mono: number | null = null
  /** Over HTTP there are no pings: the browser tells when a stream breaks. */
  #over_http = false
  #cancel_retry: (() => void) | null = null
  #cancel_tick: (() => void) | null = null
  #cancel_opening: (() => void) | null = null
  #cancel_again: (() => void) | null = null
  #stop_heeding: (() => void) | null = null
  #closed = false

  /** `hasty`: for a page that somebody speaks through; it waits for nothing when its network was away. */
  constructor(
    readonly around: Surroundings,
    readonly hasty = false,
    readonly page = new PageSession(around),
  ) {}

  /** How the link stands, as it changes. */
  readonly link: Readable<LinkState> = {
    subscribe: (run) => {
      this.#watchers.add(run)
      run(this.#link)
      return () => this.#watchers.delete(run)
    },
  }

  /** Begin; until then nothing is sent. */
  start(): void {
    this.#stop_heeding = this.around.heed({
      back: () => this.retry(),
      away: () => this.offline(),
      leaving: () => void this.around.held.settle(),
    })
    this.#tick()
    void this.#connect()
  }

  /** End for good; acts that wait for an answer are refused. */
  close(): void {
    this.#closed = true
    this.#cancel_retry?.()
    this.#cancel_tick?.()
    this.#cancel_opening?.()
    this.#cancel_again?.()
    this.#stop_heeding?.()
    this.#carrier?.close()
    this.#carrier = null
    this.#apply(this.#session.disconnected())
    for (const ref of [...this.#waiting.keys()]) this.#apply(this.#session.abandon(ref))
  }

  /** Milliseconds of the server's clock. */
  now(): number {
    return this.page.now()
  }

  /** Called at each welcome, the first and after every return. */
  onWelcome(act: (you: You | null) => void): () => void {
    this.#welcomes.add(act)
    return () => this.#welcomes.delete(act)
  }

  followLog(topic: string, listener: LogListener): () => void {
    return this.#follow(this.#logs, topic, listener)
  }

  followBoard(topic: string, listener: BoardListener): () => void {
    return this.#follow(this.#boards, topic, listener)
  }

  /** Ask for an act: its answer, or `Refused`. Acts with a `seq` or `key` outlive a lost connection. */
  command<N extends Plain>(name: N, args: CommandArgs[N]): Promise<Answer<N>> {
    return this.#noted(this.#agreed(name, args))
  }

  /**
   * Ask for an act that judges what is written here, once the server has all that stood here when it was
   * asked. Refused `unsaved` if it has not; `args` are read as the act goes out.
   */
  judge<N extends Judging>(name: N, args: () => CommandArgs[N]): Promise<Answer<N>> {
    const settled = this.settle()
    return this.#noted(
      settled.then((all) => {
        if (!all) throw new Refused(UNSAVED)
        return this.#agreed(name, args())
      }),
    )
  }

  /** Until the page's texts are saved and the acts before this are answered; whether all of it was done. */
  async settle(): Promise<boolean> {
    const before = [...this.#under_way]
    const saved = await this.around.held.settle()
    return (await Promise.all(before)).every(Boolean) && saved
  }

  #noted<A>(answer: Promise<A>): Promise<A> {
    const done = answer.then(
      () => true,
      () => false,
    )
    this.#under_way.add(done)
    void done.then(() => this.#under_way.delete(done))
    return answer
  }

  async #agreed<N extends keyof CommandArgs>(name: N, args: CommandArgs[N]): Promise<Answer<N>> {
    try {
      return await this.#ask(name, args)
    } catch (error) {
      // Asked once, before the first political opinion is kept; then the act is done as it was meant.
      if (!(error instanceof Refused) || error.code !== 'consent_needed') throw error
      if (!(await this.around.agree?.((version) => this.#ask('give_consent', { version })))) throw error
      return await this.#ask(name, args)
    }
  }

  #ask<N extends keyof CommandArgs>(name: N, args: CommandArgs[N]): Promise<Answer<N>> {
    return new Promise((resolve, reject) => {
      const { ref, effects } = this.#session.command(name, { ...args })
      const cancel = this.#session.open
        ? this.around.after(ANSWER_MS, () => this.#apply(this.#session.abandon(ref)))
        : () => {}
      // The server's promise: a result is what the command's struct says.
      const done = (at: number, result: unknown) => resolve({ at, result: result as CommandResults[N] })
      this.#waiting.set(ref, { done, reject, cancel })
      this.#apply(effects)
      this.#flush()
      this.#show({})
      this.#doubt(() => this.#waiting.has(ref))
    })
  }

  /** Come back at once: the person asked, the page became visible, the network returned. */
  retry(): void {
    if (this.#cancel_retry === null || (this.#slot_ms !== null && this.#link.attempt <= 1)) return
    this.#cancel_retry()
    this.#cancel_retry = null
    void this.#connect()
  }

  /** The device says that its network went away. */
  offline(): void {
    this.#trial.begin()
    if (this.#carrier !== null) this.#lost(1006)
    this.#show({ state: 'offline' })
  }

  /** The person signed in or out: speak under the new name from now on. */
  renew(): void {
    this.#token = null
    this.#was_told = true
    if (this.#carrier === null) return
    this.#cancel_opening?.()
    this.#carrier.close()
    this.#carrier = null
    this.#apply(this.#session.disconnected())
    void this.#connect()
  }

  async #connect(): Promise<void> {
    if (this.#closed) return
    this.#cancel_retry = null
    this.#try_http()
    let token: string | null
    try {
      token = await this.#fresh_token()
    } catch {
      this.#lost(1006)
      return
    }
    if (this.#closed || this.#carrier !== null) return
    this.#over_http = this.#trial.blocked
    const listener: CarrierListener = {
      opened: () => {
        this.#session.connected(token, this.around.locale())
        this.#flush()
      },
      received: (message) => {
        this.#heard_mono = this.around.mono()
        if (message.type === 'ping') this.#learn_rhythm()
        this.#apply(this.#session.received(message))
        this.#flush()
      },
      closed: (code) => this.#ended(code),
    }
    this.#heard_mono = this.around.mono()
    this.#carrier = this.#over_http ? this.around.http(listener) : this.around.socket(listener)
    if (!this.#over_http) this.#cancel_opening = this.around.after(OPENING_MS, () => this.#ended(1006))
    this.#doubt(() => !this.#session.open)
  }

  /** Ask beside the next socket, which waits for nothing. */
  #try_http(): void {
    if (!this.#trial.inDoubt || this.#trial.blocked) return
    this.page.told(true).then(
      () => this.#trial.answered(),
      () => {},
    )
  }

  /** The carrier broke, or says nothing any more. */
  #ended(code: number): void {
    if (this.#over_http) this.#trial.again()
    else if (this.around.online()) this.#trial.ended(code, this.#lasted_ms())
    this.#lost(code)
  }

  #lasted_ms(): number {
    return this.#welcome_mono === null ? 0 : this.around.mono() - this.#welcome_mono
  }

  /**
   * Connect anew if nothing at all is heard for a while and what was asked `isOpen` still: TCP would notice
   * the return of a network seconds later, the later the longer it was away.
   */
  #doubt(isOpen: () => boolean): void {
    const carrier = this.#carrier
    if (!this.hasty || this.#over_http || carrier === null) return
    const asked_mono = this.around.mono()
    this.around.after(HASTY_SILENCE_MS, () => {
      if (carrier === this.#carrier && this.#heard_mono <= asked_mono && isOpen()) this.#ended(1006)
    })
  }

  async #fresh_token(): Promise<string | null> {
    const mono = this.around.mono()
    if (this.#token !== null && (this.#token.value === null || mono - this.#token.mono < TOKEN_FRESH_MS))
      return this.#token.value
    // The first time, what the page was told while it opened is fresh enough.
    const told = await this.page.told(this.#was_told)
    this.#was_told = true
    this.#token = { value: told.info.token ?? null, mono: told.mono }
    return this.#token.value
  }

  #lost(code: number): void {
    this.#cancel_opening?.()
    this.#carrier?.close()
    this.#carrier = null
    this.#ping_mono = null
    this.#apply(this.#session.disconnected())
    if (this.#closed) return
    if (code === CloseCode.TOKEN_EXPIRED || code === CloseCode.TOKEN_INVALID) this.#token = null
    const lasted_ms = this.#lasted_ms()
    this.#welcome_mono = null
    if (lasted_ms >= STABLE_MS) this.#failures = 0
    const attempt = ++this.#failures
    const may = mayReturn(code) || (code === CloseCode.TOKEN_INVALID && attempt <= 2)
    if (!may) {
      this.#show({ state: 'refused', attempt, code })
      return
    }
    const away = !this.around.online() || attempt >= OFFLINE_ATTEMPTS
    this.#show({
      state: away ? 'offline' : this.#link.last_at === null ? 'connecting' : 'reconnecting',
      attempt,
    })
    const longest = this.hasty ? { longest_ms: HASTY_LONGEST_MS } : {}
    const wait = waitMs({ attempt, slot_ms: this.#slot_ms, random: this.around.random(), ...longest })
    if (attempt > 1) this.#slot_ms = null
    this.#cancel_retry?.()
    this.#cancel_retry = this.around.after(wait, () => void this.#connect())
  }

  #tick(): void {
    this.#cancel_tick = this.around.after(TICK_MS, () => this.#tick())
    if (this.#carrier === null || this.#over_http) return
    const { state, late_ms } = judge(this.around.mono() - this.#heard_mono, this.#rhythm_ms)
    if (state === 'lost') this.#ended(1006)
    else if (this.#link.state === 'live' || this.#link.state === 'late') this.#show({ state, late_ms })
  }

  #learn_rhythm(): void {
    const mono = this.around.mono()
    if (this.#ping_mono !== null) this.#rhythm_ms = Math.min(UNKNOWN_RHYTHM_MS, mono - this.#ping_mono)
    this.#ping_mono = mono
  }

  #follow<T>(all: Map<string, Set<T>>, topic: string, listener: T): () => void {
    const listeners = all.get(topic) ?? new Set<T>()
    all.set(topic, listeners.add(listener))
    this.#session.follow(topic)
    this.#flush()
    return () => {
      listeners.delete(listener)
      if (listeners.size > 0 || all.get(topic) !== listeners) return
      all.delete(topic)
      this.#session.unfollow(topic)
      this.#flush()
    }
  }

  #flush(): void {
    for (const message of this.#session.take()) this.#carrier?.send(message)
  }

  #apply(effects: readonly Effect[]): void {
    for (const effect of effects) this.#effect(effect)
  }

  #effect(effect: Effect): void {
    switch (effect.type) {
      case 'welcomed':
        this.you = effect.welcome.you ?? null
        this.build = effect.welcome.build ?? ''
        this.#slot_ms = null
        this.#welcome_mono = this.around.mono()
        this.#cancel_opening?.()
        this.#show({ state: this.#link.last_at === null ? 'connecting' : 'catching_up', attempt: 0 })
        for (const act of this.#welcomes) act(this.you)
        return
      case 'time':
        this.page.clock.heard(effect.server_time_ms, this.around.mono())
        return
      case 'caught_up':
        this.#show({ state: 'live', late_ms: 0 })
        return
      case 'snapshot':
        for (const listener of this.#logs.get(effect.topic) ?? []) listener.onSnapshot(effect.view)
        for (const listener of this.#boards.get(effect.topic) ?? []) listener(effect.view, true)
        return
      case 'events':
        for (const listener of this.#logs.get(effect.topic) ?? []) listener.onEvents(effect.events)
        return
      case 'keys':
        for (const listener of this.#boards.get(effect.topic) ?? []) listener(effect.keys, false)
        return
      case 'left':
        for (const listener of this.#logs.get(effect.topic) ?? []) listener.onLeft?.(effect.code)
        this.#logs.delete(effect.topic)
        this.#boards.delete(effect.topic)
        return
      case 'later':
        this.#cancel_again ??= this.around.after(AGAIN_MS * (1 + this.around.random()), () => {
          this.#cancel_again = null
          this.#session.askAgain()
          this.#flush()
        })
        if (this.#link.state === 'live' || this.#link.state === 'late') this.#show({ state: 'catching_up' })
        return
      case 'done':
        this.#settle(effect.ref)?.done(effect.at, effect.result)
        return
      case 'refused':
        this.#settle(effect.ref)?.reject(new Refused(effect.code, effect.facts))
        return
      case 'closing':
        this.#slot_ms = effect.retry_after_ms
        return
      default:
        effect satisfies never
    }
  }

  #settle(ref: number): Waiting | undefined {
    const waiting = this.#waiting.get(ref)
    this.#waiting.delete(ref)
    waiting?.cancel()
    return waiting
  }

  #show(change: Partial<Pick<LinkState, 'attempt' | 'code' | 'late_ms'>> & { state?: LinkPhase }): void {
    const last_at = this.#carrier !== null && this.#session.open ? this.#heard_at() : this.#link.last_at
    this.#link = { ...this.#link, ...change, last_at, queued: this.#session.queued }
    for (const watch of this.#watchers) watch(this.#link)
  }

  #heard_at(): number {
    return this.now() - Math.round(this.around.mono() - this.#heard_mono)
  }
}
