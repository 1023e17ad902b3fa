/**
 * One stream over a socket of its own: groups in order, from wherever we come in.
 *
 * A group that lost a chunk is passed over to its end: what follows a hole cannot be decoded. Comes back
 * by itself by the same policy as the page's link. Knows no DOM, so it runs in a worker.
 */

import { decodeServer, encode, UnknownType } from '@protocol/codec'
import { type Chunk, CloseCode, type FromServer, type Group, SUBPROTOCOL } from '@protocol/messages'
import { mayReturn, waitMs } from '../../wire/link'
import { OPENING_MS, SocketTrial } from '../../wire/socket-trial'

export interface FeedListener {
  group(group: Group): void
  chunk(chunk: Chunk): void
  /** The server told its time. */
  time(server_ms: number): void
  /** The link stands or not; `back` false: it will not come back. */
  link(up: boolean, back: boolean): void
}

/** After so long without a word the link counts as lost; the server pings more often. */
const SILENCE_MS = 20_000
const PATIENCE_MS = 5_000

export class Feed {
  #socket: WebSocket | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  readonly #trial = new SocketTrial()
  #welcome_mono: number | null = null
  #attempt = 0
  #slot: number | null = null
  #group = -1
  #next = -1
  #over = false

  constructor(
    private readonly url: string,
    private readonly topic: string,
    private readonly token: string | null,
    private readonly listener: FeedListener,
  ) {
    this.#open()
  }

  close(): void {
    this.#over = true
    clearTimeout(this.#timer)
    this.#socket?.close(1000)
  }

  #open(): void {
    if (this.#trial.inDoubt) void this.#tryHttp()
    const socket = new WebSocket(this.url, SUBPROTOCOL)
    this.#socket = socket
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => socket.send(encode({ type: 'hello', versions: [1], token: this.token }))
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return
      try {
        this.#take(socket, decodeServer(new Uint8Array(data as ArrayBuffer)))
      } catch (error) {
        if (!(error instanceof UnknownType)) this.#lost(socket, CloseCode.RESTARTED)
      }
    }
    socket.onclose = ({ code }) => this.#lost(socket, code)
    this.#watch(socket, OPENING_MS)
  }

  #watch(socket: WebSocket, ms: number): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#lost(socket, 1006), ms)
  }

  #lost(socket: WebSocket, code: number): void {
    if (this.#over || socket !== this.#socket) return
    this.#socket = null
    socket.close()
    clearTimeout(this.#timer)
    this.#attempt += 1
    this.#group = this.#next = -1
    this.#trial.ended(code, this.#welcome_mono === null ? 0 : performance.now() - this.#welcome_mono)
    this.#welcome_mono = null
    const back = mayReturn(code) && !this.#trial.blocked
    this.listener.link(false, back)
    if (!back) return
    const wait = waitMs({ attempt: this.#attempt, slot_ms: this.#slot, random: Math.random() })
    this.#slot = null
    this.#timer = setTimeout(() => this.#open(), wait)
  }

  #take(socket: WebSocket, message: FromServer): void {
    this.#watch(socket, SILENCE_MS)
    switch (message.type) {
      case 'welcome':
        this.#welcome_mono = performance.now()
        this.listener.time(message.server_time_ms)
        socket.send(encode({ type: 'subscribe', topic: this.topic }))
        break
      case 'subscribed':
        this.#attempt = 0
        this.listener.link(true, true)
        break
      case 'ping':
        this.listener.time(message.server_time_ms)
        socket.send(encode({ type: 'pong', n: message.n }))
        break
      case 'closing':
        this.#slot = message.retry_after_ms ?? null
        break
      case 'unsubscribed':
        if (message.code) this.#refused()
        break
      case 'group':
        this.#group = message.group
        this.#next = 0
        this.listener.group(message)
        break
      case 'chunk':
        if (message.group !== this.#group || message.index !== this.#next) break
        this.#next += 1
        this.listener.chunk(message)
        break
    }
  }

  /** Ask beside the next socket, which waits for nothing. */
  async #tryHttp(): Promise<void> {
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS)
      if ((await fetch('/healthz', { cache: 'no-store', signal })).ok) this.#trial.answered()
    } catch {
      // Away: the next socket will tell.
    }
  }

  #refused(): void {
    this.close()
    this.listener.link(false, false)
  }
}
