/**
 * One's microphone and camera, as state: off until the person turns them on, and what their signal is worth.
 *
 * On/off and the choice of device are separate: choosing while off opens nothing. Sending the tracks is
 * the panelist's (`panelist.svelte.ts`).
 */

import {
  type DeviceFault,
  type Devices,
  listDevices,
  openCamera,
  openMicrophone,
  sortDevices,
  watchDevices,
} from '../../media/devices'
import { type LevelMeter, openLevelMeter } from '../../media/level-meter'
import { sendsPictures } from '../../media/pictures'
import { judgeSignal, type Measure, meterLevel, type SignalVerdict, withMeasure } from '../../media/signal'
import { shelf } from '../../wire/shelf'

/** A device as the person sees it. */
export type DeviceState = 'off' | 'asking' | 'on' | DeviceFault
type Kind = 'microphone' | 'camera' | 'speaker'

const KEPT = 'hemicycle.device.'

export class Equipment {
  /** Whether a camera is of any use in this browser. */
  readonly pictures = sendsPictures()
  devices = $state.raw<Devices>(sortDevices([]))
  microphone = $state<DeviceState>('off')
  camera = $state<DeviceState>('off')
  microphoneTrack = $state.raw<MediaStreamTrack | null>(null)
  cameraTrack = $state.raw<MediaStreamTrack | null>(null)
  /** 0–100 on the meter. */
  level = $state(0)
  /** The loudest of what `signal` was judged by, on the scale of `level`. */
  peak = $state(0)
  signal = $state<SignalVerdict>('listening')
  #chosen = $state<Record<Kind, string>>({ microphone: '', camera: '', speaker: '' })
  #measures: Measure[] = []
  #since = 0
  #meter: LevelMeter | null = null
  #unwatch: () => void

  constructor() {
    for (const kind of ['microphone', 'camera', 'speaker'] as const)
      this.#chosen[kind] = shelf.getItem(KEPT + kind) ?? ''
    this.#unwatch = watchDevices(() => void this.refresh())
    void this.refresh()
  }

  /** The chosen device of a kind; empty for the system's. */
  chosen(kind: Kind): string {
    return this.#chosen[kind]
  }

  /** Where test sounds and the others are heard; null for the system's. */
  get speaker(): string | null {
    return this.#chosen.speaker || null
  }

  /** Read the list of devices again. */
  async refresh(): Promise<void> {
    this.devices = await listDevices()
  }

  /** Choose a device; one that is on changes to it at once, one that is off stays off. */
  async choose(kind: Kind, id: string): Promise<void> {
    this.#chosen[kind] = id
    shelf.setItem(KEPT + kind, id)
    if (kind === 'microphone' && this.microphone === 'on') await this.openMicrophone()
    if (kind === 'camera' && this.camera === 'on') await this.openCamera()
  }

  /** Turn the microphone on, asking for permission where needed. */
  async openMicrophone(): Promise<void> {
    this.#dropMicrophone()
    this.microphone = 'asking'
    const opened = await openMicrophone(this.#known('microphone', this.devices.microphones))
    if ('fault' in opened) {
      this.microphone = opened.fault
      return
    }
    opened.track.onended = () => this.#lost('microphone')
    this.microphoneTrack = opened.track
    this.microphone = 'on'
    this.#since = performance.now()
    this.#meter = openLevelMeter(opened.track, (measure) => this.#hear(measure))
    await this.refresh()
  }

  /** Turn the camera on. */
  async openCamera(): Promise<void> {
    this.#dropCamera()
    this.camera = 'asking'
    const opened = await openCamera(this.#known('camera', this.devices.cameras))
    if ('fault' in opened) {
      this.camera = opened.fault
      return
    }
    opened.track.onended = () => this.#lost('camera')
    this.cameraTrack = opened.track
    this.camera = 'on'
    await this.refresh()
  }

  closeMicrophone(): void {
    this.#dropMicrophone()
    this.microphone = 'off'
  }

  closeCamera(): void {
    this.#dropCamera()
    this.camera = 'off'
  }

  /** Release everything. */
  stop(): void {
    this.closeMicrophone()
    this.closeCamera()
    this.#unwatch()
  }

  #hear(measure: Measure): void {
    this.#measures = withMeasure(this.#measures, measure)
    this.level = meterLevel(measure.peak)
    this.peak = meterLevel(Math.max(...this.#measures.map((each) => each.peak)))
    this.signal = judgeSignal(this.#measures, { since: this.#since, mono: measure.mono })
  }

  /** A device was pulled out, or its permission taken back. */
  #lost(kind: 'microphone' | 'camera'): void {
    if (kind === 'microphone') this.#dropMicrophone()
    else this.#dropCamera()
    this[kind] = 'no_device'
  }

  #dropMicrophone(): void {
    this.#meter?.close()
    this.#meter = null
    this.microphoneTrack?.stop()
    this.microphoneTrack = null
    this.#measures = []
    this.level = this.peak = 0
    this.signal = 'listening'
  }

  #dropCamera(): void {
    this.cameraTrack?.stop()
    this.cameraTrack = null
  }

  /** The chosen id if it is still there: a remembered device may be at home. */
  #known(kind: 'microphone' | 'camera', list: readonly { id: string }[]): string | null {
    const id = this.#chosen[kind]
    return list.some((device) => device.id === id) ? id : null
  }
}
