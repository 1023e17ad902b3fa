/**
 * Server-sent events and POST as a carrier, for networks that block WebSockets: the same messages.
 *
 * Each topic is one event stream; a command is one POST. The welcome is made from `/api/session`.
 */

import type { CommandAnswer, FromClient, FromServer, Subscribe } from '@protocol/messages'
import { fetchSession, post } from './api'
import type { Carrier, CarrierListener } from './carrier'
import { Refused } from './refused'

const LIMITS = {
  message_bytes: 65_536,
  topics: 4,
  commands_per_s: 5,
  question_characters: 280,
  open_questions: 3,
}

/** Read and write over HTTP. */
export function openHttp(listener: CarrierListener): Carrier {
  const carrier = new HttpCarrier(listener)
  queueMicrotask(() => listener.opened())
  return carrier
}

class HttpCarrier implements Carrier {
  #streams = new Map<string, EventSource>()
  #over = false

  constructor(readonly listener: CarrierListener) {}

  send(message: FromClient): void {
    switch (message.type) {
      case 'hello':
        void this.#welcome()
        return
      case 'subscribe':
        this.#follow(message)
        return
      case 'unsubscribe':
        this.#streams.get(message.topic)?.close()
        this.#streams.delete(message.topic)
        return
      case 'command':
        void this.#act(message.ref, message.name, message.args)
        return
      case 'pong':
      case 'reply':
      case 'group':
      case 'chunk':
        return
      default:
        message satisfies never
    }
  }

  close(): void {
    this.#over = true
    for (const stream of this.#streams.values()) stream.close()
    this.#streams.clear()
  }

  async #welcome(): Promise<void> {
    try {
      const { server_time_ms, you } = await fetchSession()
      this.#hear({
        type: 'welcome',
        version: 1,
        session: 'http',
        server_time_ms,
        limits: LIMITS,
        you: you ?? null,
      })
    } catch {
      this.#lost()
    }
  }

  #follow({ topic, since }: Subscribe): void {
    this.#streams.get(topic)?.close()
    const position = since ? `?${new URLSearchParams({ epoch: since.epoch, at: String(since.at) })}` : ''
    const stream = new EventSource(`/api/topics/${topic}${position}`)
    stream.onmessage = ({ data }) => this.#hear(JSON.parse(data as string) as FromServer)
    stream.onerror = () => this.#lost()
    this.#streams.set(topic, stream)
  }

  async #act(ref: number, name: string, args: Record<string, unknown>): Promise<void> {
    try {
      const { at, result } = await post<CommandAnswer>('commands', { name, args })
      this.#hear({ type: 'done', ref, at, result })
    } catch (error) {
      const { code, facts } = error instanceof Refused ? error : new Refused('unavailable')
      this.#hear({ type: 'refused', ref, code, facts })
    }
  }

  #hear(message: FromServer): void {
    if (!this.#over) this.listener.received(message)
  }

  #lost(): void {
    if (this.#over) return
    this.close()
    this.listener.closed(1006)
  }
}
