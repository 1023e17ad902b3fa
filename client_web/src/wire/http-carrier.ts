/**
 * Server-sent events and POST as a carrier, for networks that block WebSockets: the same messages.
 *
 * Each topic is one event stream; a command is one POST. The welcome is made from `/api/session`.
 */

import { parseServer, UnknownType } from '@protocol/codec'
import type { FromClient, FromServer, Subscribe } from '@protocol/messages'
import { fetchSession, post } from './api'
import type { Carrier, CarrierListener, Heard } from './carrier'
import { UNSAVED } from './held'
import { Refused } from './refused'

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
      this.#hear({ type: 'welcome', server_time_ms, you: you ?? null })
    } catch {
      this.#lost()
    }
  }

  #follow({ topic, since }: Subscribe): void {
    this.#streams.get(topic)?.close()
    const position = since ? `?${new URLSearchParams({ epoch: since.epoch, at: String(since.at) })}` : ''
    const stream = new EventSource(`/api/topics/${topic}${position}`)
    stream.onmessage = ({ data }) => this.#read(data as string)
    stream.onerror = () => this.#lost()
    this.#streams.set(topic, stream)
  }

  async #act(ref: number, name: string, args: Record<string, unknown>): Promise<void> {
    try {
      const { at, result } = await post('commands', { name, args })
      this.#hear({ type: 'done', ref, at, result })
    } catch (error) {
      const { code, facts } = error instanceof Refused ? error : new Refused('unavailable')
      if (code !== UNSAVED) this.#hear({ type: 'refused', ref, code, facts })
    }
  }

  #read(line: string): void {
    let message: FromServer
    try {
      message = parseServer(line)
    } catch (error) {
      if (error instanceof UnknownType) return
      console.error(error)
      this.#lost()
      return
    }
    this.#hear(message)
  }

  #hear(message: Heard): void {
    if (!this.#over) this.listener.received(message)
  }

  #lost(): void {
    if (this.#over) return
    this.close()
    this.listener.closed(1006)
  }
}
