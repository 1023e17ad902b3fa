/**
 * Microphones, cameras and loudspeakers: which there are, and opening one when the person asks.
 *
 * Nothing here runs by itself: a device opens only from a press (UX 2.5). What the signal of an open
 * microphone is worth is judged in `signal.ts`.
 */

/** Why a device did not open, in terms a person can do something about. */
export type DeviceFault = 'denied' | 'no_device' | 'busy' | 'unsupported' | 'failed'

/** A device of the list; `label` is empty until the person allowed one of its kind. */
export interface Device {
  id: string
  label: string
}

/** What can be chosen from. */
export interface Devices {
  microphones: Device[]
  cameras: Device[]
  speakers: Device[]
}

/** A device that opened, or why it did not. */
export type Opened = { track: MediaStreamTrack } | { fault: DeviceFault }

const FAULTS: Record<string, DeviceFault> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'no_device',
  DevicesNotFoundError: 'no_device',
  OverconstrainedError: 'no_device',
  NotReadableError: 'busy',
  AbortError: 'busy',
}

/** Which fault the name of a getUserMedia error stands for. */
export function faultOf(error: unknown): DeviceFault {
  return error instanceof Error ? (FAULTS[error.name] ?? 'failed') : 'failed'
}

/** Sort what the browser lists by use; devices without an id cannot be chosen and are left out. */
export function sortDevices(infos: readonly Pick<MediaDeviceInfo, 'kind' | 'deviceId' | 'label'>[]): Devices {
  const ofKind = (kind: MediaDeviceKind): Device[] =>
    infos
      .filter((info) => info.kind === kind && info.deviceId !== '')
      .map((info) => ({ id: info.deviceId, label: info.label }))
  return {
    microphones: ofKind('audioinput'),
    cameras: ofKind('videoinput'),
    speakers: ofKind('audiooutput'),
  }
}

/** The devices of this machine; empty lists where the browser has none to offer. */
export async function listDevices(): Promise<Devices> {
  if (!navigator.mediaDevices) return sortDevices([])
  return sortDevices(await navigator.mediaDevices.enumerateDevices())
}

/** Tell when a device is plugged in or pulled out; the answer stops it. */
export function watchDevices(onChange: () => void): () => void {
  const source = navigator.mediaDevices
  if (!source) return () => undefined
  source.addEventListener('devicechange', onChange)
  return () => source.removeEventListener('devicechange', onChange)
}

/** Open a microphone with echo cancelled: the chosen one, or the system's. */
export function openMicrophone(id: string | null): Promise<Opened> {
  return open({
    audio: {
      ...chosen(id),
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    },
  })
}

/** Open a camera at 720p, 25–30 pictures a second: the chosen one, or the system's. */
export function openCamera(id: string | null): Promise<Opened> {
  return open({
    video: {
      ...chosen(id),
      width: { ideal: 1280 },
      height: { ideal: 720 },
      frameRate: { ideal: 30, max: 30 },
    },
  })
}

function chosen(id: string | null): MediaTrackConstraints {
  return id === null ? {} : { deviceId: { exact: id } }
}

async function open(constraints: MediaStreamConstraints): Promise<Opened> {
  if (!navigator.mediaDevices) return { fault: 'unsupported' }
  try {
    const stream = await navigator.mediaDevices.getUserMedia(constraints)
    const track = stream.getTracks()[0]
    return track ? { track } : { fault: 'no_device' }
  } catch (error) {
    return { fault: faultOf(error) }
  }
}
