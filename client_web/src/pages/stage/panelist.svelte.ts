/**
 * A panelist on the page: the seat, the media legs, the acts.
 *
 * The seat's state is the server's: the page follows it into the waiting room, onto the stage and out.
 * Devices are `equipment.svelte.ts`; connections come back by themselves in `media/leg.ts`.
 */

import { CloseCode, type NegotiateResult, type Seat, type SeatMedia } from '@protocol/messages'
import { refusalText } from '../../i18n/refusals'
import type { LegState, Negotiation } from '../../media/leg'
import { Publisher } from '../../media/publisher'
import { Receiver, type SeatTracks } from '../../media/receiver'
import { type UploadReading, uploadBetween } from '../../media/upload'
import { LivePage } from '../../ui/live-page.svelte'
import type { Client } from '../../wire/client'
import { Refused } from '../../wire/refused'
import { requests } from '../../state/hands'
import { readUntil, seatMedia } from '../../state/board-values'
import { FollowedDebate } from '../followed-debate.svelte'
import type { Equipment } from './equipment.svelte'

const WATCH_UPLOAD_MS = 2_000
// One bad reading is a cough of the network; eight seconds are worth a word.
const POOR_READINGS = 4

/** A message to the control room: when the server had it, or why it did not go, in words. */
export interface Written {
  at: number
  fault: string
}

export class Panelist extends LivePage {
  readonly followed: FollowedDebate
  publishing = $state<LegState>('idle')
  receiving = $state<LegState>('idle')
  others = $state.raw<Map<string, SeatTracks>>(new Map())
  /** The upload has been too weak for a picture for a while. */
  weak = $state(false)
  hand = $state(false)
  /** Whether the person wants to be heard; the host may cut the microphone all the same. */
  speaking = $state(true)
  /** Whether the server gave the seat and it was not left since. */
  seated = $state(false)
  /** The seat was taken on another device: this page has no part in it any more. */
  replaced = $state(false)
  /** What became of the last message to the control room. */
  written = $state.raw<Written | null>(null)
  /** The last refusal, in words; null after the next act that was done. */
  problem = $state<string | null>(null)
  readonly #debate: string
  readonly #equipment: Equipment
  readonly #publisher: Publisher
  readonly #receiver: Receiver
  #name: string
  /** Names this page among the person's devices. */
  readonly #device = crypto.randomUUID()
  #ours = false
  #wanted = false
  #reading: UploadReading | null = null
  #poor = 0

  constructor(
    debate: string,
    client: Client,
    equipment: Equipment,
    name: string,
    readonly iceServers: readonly RTCIceServer[] = [],
  ) {
    super(client)
    this.#debate = debate
    this.#equipment = equipment
    this.#name = name
    this.followed = new FollowedDebate(client, debate, { stage: true })
    const leg = {
      negotiate: (negotiation: Negotiation) => this.negotiate(negotiation),
      iceServers,
    }
    this.#publisher = new Publisher('publish', { ...leg, onState: (state) => this.#published(state) })
    this.#receiver = new Receiver({
      ...leg,
      onState: (state) => {
        this.receiving = state
      },
      onSeats: (seats) => {
        this.others = seats
      },
    })
    this.every(WATCH_UPLOAD_MS, () => void this.#watchUpload())
    this.onWelcome(() => this.#welcomed())
    this.atClose(() => {
      this.offStage()
      this.followed.close()
    })
  }

  /** The seat of this page's person; null until the server has said which. */
  get seat(): Seat | null {
    const id = this.client.you?.seat
    const seats = this.followed.debate.seats ?? {}
    const mine = Object.values(seats).find(({ person }) => person === this.followed.me && person !== null)
    return (id ? seats[id] : mine) ?? null
  }

  /** One's place among raised hands, from 1; 0 while the hand is down. */
  get rank(): number {
    const asking = requests(seatMedia(this.followed.stageBoard), this.followed.debate.floor?.seat ?? null)
    return 1 + asking.findIndex(({ seat }) => seat === this.seat?.id)
  }

  /** Whether the others hear this person, as far as this page decides. */
  get heard(): boolean {
    return this.speaking && this.#equipment.microphone === 'on' && !this.seat?.muted
  }

  /** Exchange descriptions with the stage. */
  async negotiate(negotiation: Negotiation): Promise<NegotiateResult> {
    const { result } = await this.client.command('negotiate', { debate: this.#debate, ...negotiation })
    return result
  }

  /** Arrive in the waiting room; another device of the same person gives the seat up. */
  async takeSeat(): Promise<void> {
    this.#wanted = true
    await this.#take({ back: false })
  }

  /** Notice that another device took the seat: by the seat's own word, or by how the server closed. */
  follow(): void {
    const { device } = this.seat ?? {}
    if (device === this.#device) this.#ours = true
    else if (this.#ours && device) this.#replace()
    if (this.link.state.code === CloseCode.REPLACED) this.#replace()
  }

  async #take({ back }: { back: boolean }): Promise<void> {
    const args = { debate: this.#debate, name: this.#name || null, device: this.#device, back }
    try {
      await this.client.command('take_seat', args)
      this.problem = null
      this.seated = this.#wanted
      await this.tell()
    } catch (error) {
      this.#failed(error)
    }
  }

  /** Leave the stage; the seat stays this person's. */
  async leave(): Promise<void> {
    this.#wanted = false
    this.seated = false
    this.offStage()
    await this.#act(() => this.client.command('leave_seat', { debate: this.#debate }))
  }

  /** Send and receive from now on. */
  onStage(): void {
    this.sendTracks()
    this.#publisher.start()
    this.#receiver.start()
  }

  offStage(): void {
    this.#publisher.stop()
    this.#receiver.stop()
    this.weak = false
  }

  /** Send the tracks as they are now, silent while the person is not to be heard. */
  sendTracks(): void {
    const { microphoneTrack, cameraTrack } = this.#equipment
    if (microphoneTrack) microphoneTrack.enabled = this.heard
    this.#publisher.send(microphoneTrack, cameraTrack)
  }

  /** Tell the others what is on, and whether the hand is up. */
  async tell(): Promise<void> {
    if (!this.seated) return
    const args = {
      debate: this.#debate,
      microphone: this.heard,
      camera: this.#equipment.camera === 'on',
      hand: this.hand,
    }
    await this.#act(() => this.client.command('set_seat_media', args))
  }

  async raiseHand(up: boolean): Promise<void> {
    this.hand = up
    await this.tell()
  }

  async toggleMicrophone(): Promise<void> {
    if (this.#equipment.microphone === 'on') this.speaking = !this.speaking
    else {
      this.speaking = true
      await this.#equipment.openMicrophone()
    }
  }

  async toggleCamera(): Promise<void> {
    if (this.#equipment.camera === 'on') this.#equipment.closeCamera()
    else await this.#equipment.openCamera()
  }

  /** Write to the control room; true when it was sent. */
  async write(text: string, { problem }: { problem: boolean }): Promise<boolean> {
    try {
      const args = { debate: this.#debate, text, problem }
      const { at } = await this.client.command('write_to_control', args)
      this.written = { at, fault: '' }
      return true
    } catch (error) {
      if (!(error instanceof Refused)) throw error
      this.written = { at: 0, fault: refusalText(error.code) }
      return false
    }
  }

  /** Whether the control room has read what was written last. */
  get read(): boolean {
    const at = this.written?.at ?? 0
    return at > 0 && readUntil(this.followed.stageBoard, this.seat?.id ?? '') >= at
  }

  /** End one's own turn. */
  async done(): Promise<void> {
    await this.#act(() => this.client.command('end_floor', { debate: this.#debate }))
  }

  /** What the page's person says on the others' screens. */
  media(seat: string): SeatMedia {
    return seatMedia(this.followed.stageBoard).get(seat) ?? {}
  }

  async #act(ask: () => Promise<unknown>): Promise<void> {
    try {
      await ask()
      this.problem = null
    } catch (error) {
      this.#failed(error)
    }
  }

  #failed(error: unknown): void {
    if (!(error instanceof Refused)) throw error
    if (error.code === 'seat_elsewhere') this.#replace()
    else this.problem = refusalText(error.code)
  }

  #replace(): void {
    this.replaced = true
    this.#wanted = false
    this.seated = false
  }

  /** A new session does not hold the seat yet: ask for it again, and say again what is on. */
  #welcomed(): void {
    if (this.#wanted) void this.#take({ back: this.#ours })
    this.#hurry()
  }

  #published(state: LegState): void {
    this.publishing = state
    this.#reading = null
    if (state === 'connected') this.sendTracks()
  }

  #hurry(): void {
    this.#publisher.hurry()
    this.#receiver.hurry()
  }

  async #watchUpload(): Promise<void> {
    const reading = await this.#publisher.reading()
    if (reading && this.#reading) {
      const { verdict } = uploadBetween(this.#reading, reading)
      this.#poor = verdict === 'poor' ? this.#poor + 1 : 0
      this.weak = this.#poor >= POOR_READINGS
    }
    this.#reading = reading
  }
}
