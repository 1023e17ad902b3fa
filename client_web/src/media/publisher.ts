/**
 * Sends one's microphone and camera to the stage.
 *
 * The connection always has both places, filled or empty (one in a browser without H.264): turning a camera on, off or for another one
 * changes the track and never the connection. Muting for the others is `track.enabled`, which keeps the
 * path warm. Opening devices is `devices.ts`; coming back is `leg.ts`.
 */

import { gathered, Leg, type LegOptions, sdpOf } from './leg'
import { preferH264, sendsPictures } from './pictures'
import { type UploadReading, uploadReading } from './upload'

/** The two layers a camera is sent in: the picture and the thumbnail. */
export const VIDEO_ENCODINGS: readonly RTCRtpEncodingParameters[] = [
  { rid: 'h', maxBitrate: 1_200_000, scaleResolutionDownBy: 1, maxFramerate: 30 },
  { rid: 'l', maxBitrate: 150_000, scaleResolutionDownBy: 4, maxFramerate: 15 },
]

/** A microphone and a camera on their way to the stage. */
export class Publisher {
  readonly #leg: Leg
  #microphone: MediaStreamTrack | null = null
  #camera: MediaStreamTrack | null = null
  #senders: { audio: RTCRtpSender; video: RTCRtpSender | null } | null = null

  /** `leg` is `probe` in the green room, where media goes nowhere. */
  constructor(leg: 'publish' | 'probe', options: LegOptions) {
    this.#leg = new Leg(options, async (peer, attempt) => {
      this.#senders = this.#places(peer)
      await peer.setLocalDescription()
      const sdp = await gathered(peer)
      const answer = await options.negotiate({ leg, attempt, sdp })
      await peer.setRemoteDescription({ type: 'answer', sdp: sdpOf(answer) })
    })
  }

  start(): void {
    this.#leg.start()
  }

  stop(): void {
    this.#leg.stop()
    this.#senders = null
  }

  /** Try at once instead of waiting for the next try. */
  hurry(): void {
    this.#leg.hurry()
  }

  /** Send these from now on; null leaves the place empty. */
  send(microphone: MediaStreamTrack | null, camera: MediaStreamTrack | null): void {
    this.#microphone = microphone
    this.#camera = camera
    if (!this.#senders) return
    // A connection that was closed in between refuses; the next one starts with these tracks.
    this.#senders.audio.replaceTrack(microphone).catch(() => undefined)
    this.#senders.video?.replaceTrack(camera).catch(() => undefined)
  }

  /** How the upload is doing; null while there is no connection. */
  async reading(): Promise<UploadReading | null> {
    const peer = this.#leg.peer
    if (!peer || this.#leg.state !== 'connected') return null
    return uploadReading(await peer.getStats(), performance.now())
  }

  #places(peer: RTCPeerConnection): { audio: RTCRtpSender; video: RTCRtpSender | null } {
    const audio = peer.addTransceiver(this.#microphone ?? 'audio', { direction: 'sendonly' })
    if (!sendsPictures()) return { audio: audio.sender, video: null }
    const video = peer.addTransceiver(this.#camera ?? 'video', {
      direction: 'sendonly',
      sendEncodings: VIDEO_ENCODINGS.map((encoding) => ({ ...encoding })),
    })
    const capable = RTCRtpSender.getCapabilities('video')
    if (capable && 'setCodecPreferences' in video) video.setCodecPreferences(preferH264(capable.codecs))
    return { audio: audio.sender, video: video.sender }
  }
}
