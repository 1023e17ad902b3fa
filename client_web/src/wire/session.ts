/**
 * One page's conversation with the server, without a socket: messages in, messages and effects out.
 *
 * It says hello, follows topics from the position it holds, notices a hole and asks again, and knows
 * which acts may be repeated after a lost connection (those with a `seq` or a `key`, SPEC C5). It
 * leaves to the client when to connect, and to the pages what the facts mean.
 */

import type { Code, Event, Facts, FromClient, FromServer, Position, TopicCode } from '@protocol/messages'
import type { Greeting, Heard } from './carrier'

export type Effect =
  | { type: 'welcomed'; welcome: Greeting }
  | { type: 'time'; server_time_ms: number }
  | { type: 'snapshot'; topic: string; view: Record<string, unknown>; position: Position }
  | { type: 'events'; topic: string; events: Event[] }
  | { type: 'keys'; topic: string; keys: Record<string, unknown> }
  | { type: 'left'; topic: string; code: Code | TopicCode }
  /** Some topics cannot be followed just now: `askAgain` after a while. */
  | { type: 'later' }
  | { type: 'caught_up' }
  | { type: 'done'; ref: number; at: number; result: Record<string, unknown> }
  | { type: 'refused'; ref: number; code: Code; facts: Facts }
  | { type: 'closing'; code: number; retry_after_ms: number }

interface Follow {
  /** How far this reader is; null before the first answer. */
  position: Position | null
  /** A subscribe was sent and not answered: deliveries of before are not to be trusted. */
  asked: boolean
  /** The answer was that it cannot be followed just now. */
  later: boolean
}

interface Act {
  name: string
  args: Record<string, unknown>
  sent: boolean
}

const VERSIONS = [1]
/** Why a topic is not followed, of reasons that pass: what it stands on is away (T2). */
const PASSING: readonly string[] = ['unavailable', 'busy'] satisfies Code[]
/** Acts that wait for the connection or an answer; the one that would be too many is refused `busy`. */
export const MAX_ACTS = 64

export class Session {
  #open = false
  #follows = new Map<string, Follow>()
  #acts = new Map<number, Act>()
  #out: FromClient[] = []
  #next_ref = 1

  get open(): boolean {
    return this.#open
  }

  /** Acts that have not left yet. */
  get queued(): number {
    return [...this.#acts.values()].filter((act) => !act.sent).length
  }

  /** What is to be sent, in order; the caller takes it. */
  take(): FromClient[] {
    const out = this.#out
    this.#out = []
    return out
  }

  /** A connection stands: say hello. */
  connected(token: string | null, locale: string): void {
    this.#out = [{ type: 'hello', versions: VERSIONS, locale, ...(token === null ? {} : { token }) }]
  }

  /** The connection is lost: acts that may not be repeated are refused, the others wait. */
  disconnected(): Effect[] {
    this.#open = false
    this.#out = []
    for (const follow of this.#follows.values()) follow.asked = false
    const effects: Effect[] = []
    for (const [ref, act] of this.#acts) {
      if (isRepeatable(act)) act.sent = false
      else effects.push(this.#give_up(ref))
    }
    return effects
  }

  /** Follow a topic; following it again asks for everything anew. */
  follow(topic: string): void {
    this.#follows.set(topic, { position: null, asked: false, later: false })
    if (this.#open) this.#ask(topic)
  }

  /** Follow a topic no longer. */
  unfollow(topic: string): void {
    if (this.#follows.delete(topic) && this.#open) this.#out.push({ type: 'unsubscribe', topic })
  }

  /** Ask once more for the topics that could not be followed. */
  askAgain(): void {
    if (!this.#open) return
    for (const [topic, follow] of this.#follows) if (follow.later) this.#ask(topic)
  }

  /** Ask for an act. Without a connection only acts that may be repeated wait; others are refused. */
  command(name: string, args: Record<string, unknown>): { ref: number; effects: Effect[] } {
    const ref = this.#next_ref++
    const act = { name, args, sent: false }
    if (this.#acts.size >= MAX_ACTS) return { ref, effects: [refused(ref, 'busy')] }
    if (!this.#open && !isRepeatable(act)) return { ref, effects: [refused(ref, 'unavailable')] }
    this.#acts.set(ref, act)
    if (this.#open) this.#send(ref, act)
    return { ref, effects: [] }
  }

  /** Stop waiting for an answer that did not come. */
  abandon(ref: number): Effect[] {
    return this.#acts.has(ref) ? [this.#give_up(ref)] : []
  }

  /** What a message of the server means. */
  received(message: Heard): Effect[] {
    switch (message.type) {
      case 'welcome':
        return this.#welcomed(message)
      case 'ping':
        this.#out.push({ type: 'pong', n: message.n })
        return [{ type: 'time', server_time_ms: message.server_time_ms }]
      case 'subscribed':
        return this.#subscribed(message)
      case 'unsubscribed':
        if (PASSING.includes(message.code ?? '')) return this.#later(message.topic)
        if (!message.code || !this.#follows.delete(message.topic)) return []
        return [{ type: 'left', topic: message.topic, code: message.code }, ...this.#caught_up()]
      case 'events':
        return this.#events(message.topic, message.epoch, message.first, message.events)
      case 'board':
        return this.#board(message.topic, message.epoch, message.since, message.version, message.keys)
      case 'done':
        if (!this.#acts.delete(message.ref)) return []
        return [{ type: 'done', ref: message.ref, at: message.at, result: message.result ?? {} }]
      case 'refused':
        if (!this.#acts.delete(message.ref)) return []
        return [refused(message.ref, message.code, message.facts)]
      case 'closing':
        return [{ type: 'closing', code: message.code, retry_after_ms: message.retry_after_ms ?? 0 }]
      case 'fault':
      case 'group':
      case 'chunk':
      case 'call':
        return []
      default:
        // One of a later version, over a carrier that did not tell (W5).
        message satisfies never
        return []
    }
  }

  #welcomed(welcome: Greeting): Effect[] {
    this.#open = true
    for (const topic of this.#follows.keys()) this.#ask(topic)
    for (const [ref, act] of this.#acts) this.#send(ref, act)
    return [
      { type: 'welcomed', welcome },
      { type: 'time', server_time_ms: welcome.server_time_ms },
      ...this.#caught_up(),
    ]
  }

  #subscribed(message: Extract<FromServer, { type: 'subscribed' }>): Effect[] {
    const follow = this.#follows.get(message.topic)
    if (follow === undefined || !follow.asked) return []
    follow.asked = false
    if (message.recovered) return this.#caught_up()
    follow.position = message.position
    const { topic, position } = message
    return [{ type: 'snapshot', topic, view: message.snapshot ?? {}, position }, ...this.#caught_up()]
  }

  #events(topic: string, epoch: string, first: number, events: Event[]): Effect[] {
    const follow = this.#follows.get(topic)
    if (!follow || follow.asked || follow.position === null) return []
    const { position } = follow
    if (epoch !== position.epoch || first > position.at + 1) return this.#hole(topic)
    const fresh = events.slice(position.at + 1 - first)
    if (fresh.length === 0) return []
    follow.position = { epoch, at: position.at + fresh.length }
    return [{ type: 'events', topic, events: fresh }]
  }

  #board(
    topic: string,
    epoch: string,
    since: number,
    version: number,
    keys: Record<string, unknown>,
  ): Effect[] {
    const follow = this.#follows.get(topic)
    if (!follow || follow.asked || follow.position === null) return []
    const { position } = follow
    if (epoch !== position.epoch || since > position.at) return this.#hole(topic)
    if (version <= position.at) return []
    follow.position = { epoch, at: version }
    return [{ type: 'keys', topic, keys }]
  }

  #later(topic: string): Effect[] {
    const follow = this.#follows.get(topic)
    if (!follow) return []
    // Still asked: until it is there, this page has not caught up.
    follow.later = follow.asked = true
    return [{ type: 'later' }]
  }

  #hole(topic: string): Effect[] {
    this.#ask(topic)
    return []
  }

  #ask(topic: string): void {
    const follow = this.#follows.get(topic)
    if (follow === undefined) return
    follow.asked = true
    follow.later = false
    const since = follow.position
    this.#out.push({ type: 'subscribe', topic, ...(since === null ? {} : { since }) })
  }

  #send(ref: number, act: Act): void {
    act.sent = true
    this.#out.push({ type: 'command', ref, name: act.name, args: act.args })
  }

  #give_up(ref: number): Effect {
    this.#acts.delete(ref)
    return refused(ref, 'unavailable')
  }

  #caught_up(): Effect[] {
    const waiting = [...this.#follows.values()].some((follow) => follow.asked)
    return waiting ? [] : [{ type: 'caught_up' }]
  }
}

function isRepeatable(act: Act): boolean {
  return 'seq' in act.args || 'key' in act.args
}

function refused(ref: number, code: Code, facts: Facts = {}): Effect {
  return { type: 'refused', ref, code, facts }
}
