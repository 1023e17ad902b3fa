/**
 * One connection to the stage, kept alive: made, watched, and made again when it dies.
 *
 * `publisher.ts` and `receiver.ts` say what is negotiated on it. A try that was overtaken by a newer
 * one never touches the state: each try has its own attempt id, which the stage uses the same way.
 */

import type { NegotiateResult } from '@protocol/messages'
import { CONNECT_MS, retryDelay, Watchdog } from './way'

/** What the person is told of a leg. */
export type LegState = 'idle' | 'connecting' | 'connected' | 'reconnecting'

/** The arguments of the `negotiate` command beside the debate. */
export interface Negotiation {
  leg: 'publish' | 'receive' | 'probe'
  attempt: string
  sdp?: string
  video?: boolean
}

/** Sends a `negotiate` command; rejects when it was refused or no answer came. */
export type Negotiate = (negotiation: Negotiation) => Promise<NegotiateResult>

/** What a leg needs from the page. */
export interface LegOptions {
  negotiate: Negotiate
  iceServers: readonly RTCIceServer[]
  onState(state: LegState): void
}

const WATCH_MS = 500
// Host candidates are there in milliseconds; relays answer within a second or are of no use.
const GATHER_MS = 1_500

/** Makes the connection of a leg; throws when the stage refused. */
export type Connect = (peer: RTCPeerConnection, attempt: string) => Promise<void>

/** A leg that comes back by itself. */
export class Leg {
  readonly #options: LegOptions
  readonly #connect: Connect
  #peer: RTCPeerConnection | null = null
  #tries = 0
  #open = false
  #state: LegState = 'idle'
  #timers: ReturnType<typeof setTimeout>[] = []

  constructor(options: LegOptions, connect: Connect) {
    this.#options = options
    this.#connect = connect
  }

  get state(): LegState {
    return this.#state
  }

  get peer(): RTCPeerConnection | null {
    return this.#peer
  }

  /** Begin; nothing happens when it has begun already. */
  start(): void {
    if (this.#open) return
    this.#open = true
    this.#tries = 0
    this.#say('connecting')
    void this.#attempt()
  }

  /** End for good, until the next `start`. */
  stop(): void {
    this.#open = false
    this.#drop()
    this.#say('idle')
  }

  /** Do not wait for the next try: the link to the server has come back, or the person asked. */
  hurry(): void {
    if (!this.#open || this.#peer !== null) return
    this.#tries = 0
    void this.#attempt()
  }

  async #attempt(): Promise<void> {
    this.#drop()
    const peer = new RTCPeerConnection({
      bundlePolicy: 'max-bundle',
      iceServers: [...this.#options.iceServers],
    })
    this.#peer = peer
    this.#tries += 1
    peer.onconnectionstatechange = () => this.#heed(peer)
    this.#later(() => this.#again(peer), CONNECT_MS)
    try {
      await this.#connect(peer, crypto.randomUUID())
    } catch {
      // Refused, timed out or overtaken: all three mean another try; the page shows the link's state.
      this.#again(peer)
    }
  }

  #heed(peer: RTCPeerConnection): void {
    if (peer !== this.#peer) return
    if (peer.connectionState === 'connected') this.#watch(peer)
    if (peer.connectionState === 'failed' || peer.connectionState === 'closed') this.#again(peer)
  }

  #watch(peer: RTCPeerConnection): void {
    this.#clear()
    this.#tries = 0
    this.#say('connected')
    const watchdog = new Watchdog(performance.now())
    const look = async () => {
      const bytes = bytesReceived(await peer.getStats())
      if (peer !== this.#peer) return
      if (watchdog.alive(bytes, performance.now())) this.#later(() => void look(), WATCH_MS)
      else this.#again(peer)
    }
    void look()
  }

  #again(peer: RTCPeerConnection): void {
    if (peer !== this.#peer || !this.#open) return
    this.#drop()
    this.#say('reconnecting')
    this.#later(() => void this.#attempt(), retryDelay(Math.max(1, this.#tries), Math.random()))
  }

  #drop(): void {
    this.#clear()
    const peer = this.#peer
    this.#peer = null
    if (peer) {
      peer.onconnectionstatechange = null
      peer.ontrack = null
      peer.close()
    }
  }

  #later(act: () => void, afterMs: number): void {
    this.#timers.push(setTimeout(act, afterMs))
  }

  #clear(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers = []
  }

  #say(state: LegState): void {
    if (state === this.#state) return
    this.#state = state
    this.#options.onState(state)
  }
}

/** Resolve with the local description once its candidates are in it (the stage takes no trickle). */
export async function gathered(peer: RTCPeerConnection): Promise<string> {
  if (peer.iceGatheringState !== 'complete') {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, GATHER_MS)
      peer.addEventListener('icegatheringstatechange', () => {
        if (peer.iceGatheringState !== 'complete') return
        clearTimeout(timer)
        resolve()
      })
    })
  }
  return peer.localDescription?.sdp ?? ''
}

/** The session description in an answer of the stage. */
export function sdpOf(result: NegotiateResult): string {
  if (result.sdp == null) throw new Error('the stage answered without a description')
  return result.sdp
}

/** Everything that came in over the path in use: media, reports and consent checks alike. */
export function bytesReceived(report: RTCStatsReport): number {
  let bytes = 0
  report.forEach((entry) => {
    if (entry.type === 'transport' || entry.type === 'candidate-pair')
      bytes += (entry.bytesReceived ?? 0) + (entry.responsesReceived ?? 0)
  })
  return bytes
}
