/**
 * Receives the others from the stage: one place for sound and one for picture of each other seat.
 *
 * The stage offers once and says which seat each place belongs to for the life of the connection; who is
 * absent sends nothing, who comes back goes on in the same track. Coming back oneself is `leg.ts`.
 */

import { gathered, Leg, type LegOptions, sdpOf } from './leg'
import { receivesPictures } from './pictures'

/** One place of the connection (`mid`) and the seat it belongs to, if any. */
export interface Slot {
  mid: string
  kind: 'audio' | 'video'
  seat: string | null
}

/** The tracks of one seat; what is missing is not received now. */
export interface SeatTracks {
  audio: MediaStreamTrack | null
  video: MediaStreamTrack | null
}

/** Read the places the stage listed; throws when the list is not one. */
export function slotsOf(value: unknown): Slot[] {
  if (!Array.isArray(value)) throw new Error('the stage offered no list of places')
  return value.map((each: unknown) => {
    const { mid, kind, seat } = each as Partial<Slot>
    if (typeof mid !== 'string' || (kind !== 'audio' && kind !== 'video'))
      throw new Error('the stage offered a place that cannot be read')
    return { mid, kind, seat: typeof seat === 'string' ? seat : null }
  })
}

/** Who is received: seat → its tracks. A seat stands in at most one place of a kind. */
export function seatTracks(
  slots: readonly Slot[],
  tracks: ReadonlyMap<string, MediaStreamTrack>,
): Map<string, SeatTracks> {
  const seats = new Map<string, SeatTracks>()
  for (const slot of slots) {
    const track = tracks.get(slot.mid)
    if (slot.seat === null || !track) continue
    const held = seats.get(slot.seat) ?? { audio: null, video: null }
    held[slot.kind] = track
    seats.set(slot.seat, held)
  }
  return seats
}

/** What a receiver needs from the page. */
export interface ReceiverOptions extends LegOptions {
  onSeats(seats: Map<string, SeatTracks>): void
}

/** The others' pictures and voices. */
export class Receiver {
  readonly #leg: Leg
  readonly #options: ReceiverOptions
  #tracks = new Map<string, MediaStreamTrack>()
  #slots: Slot[] = []

  constructor(options: ReceiverOptions) {
    this.#options = options
    this.#leg = new Leg(options, (peer, attempt) => this.#connect(peer, attempt))
  }

  start(): void {
    this.#leg.start()
  }

  stop(): void {
    this.#leg.stop()
    this.#tracks = new Map()
    this.#tell()
  }

  hurry(): void {
    this.#leg.hurry()
  }

  async #connect(peer: RTCPeerConnection, attempt: string): Promise<void> {
    const tracks = new Map<string, MediaStreamTrack>()
    peer.ontrack = (event) => {
      const mid = event.transceiver.mid
      if (mid === null) return
      tracks.set(mid, event.track)
      this.#tell()
    }
    const offer = await this.#options.negotiate({ leg: 'receive', attempt, video: receivesPictures() })
    // Overtaken while the stage was answering: a newer try owns the places now.
    if (peer.signalingState === 'closed') return
    this.#slots = slotsOf(offer.slots)
    this.#tracks = tracks
    await peer.setRemoteDescription({ type: 'offer', sdp: sdpOf(offer) })
    await peer.setLocalDescription()
    await this.#options.negotiate({ leg: 'receive', attempt, sdp: await gathered(peer) })
  }

  #tell(): void {
    this.#options.onSeats(seatTracks(this.#slots, this.#tracks))
  }
}
