/**
 * Which pictures this browser can exchange with the stage, which forwards H.264 and nothing else.
 *
 * Some have no H.264: Chromium built without it, Firefox in its first minute, some telephones. They take
 * part by voice.
 */

interface Codec {
  mimeType: string
  sdpFmtpLine?: string | undefined
}

/** H.264 first, constrained baseline before others. */
export function preferH264<C extends Codec>(codecs: readonly C[]): C[] {
  const rank = (codec: C): number => {
    if (!isH264(codec)) return 2
    return hasH264([codec]) && /profile-level-id=42e0/i.test(codec.sdpFmtpLine ?? '') ? 0 : 1
  }
  return [...codecs].sort((a, b) => rank(a) - rank(b))
}

/** Whether the stage can forward one of these codecs. */
export function hasH264(codecs: readonly Codec[]): boolean {
  return codecs.some((codec) => isH264(codec) && codec.sdpFmtpLine?.includes('packetization-mode=1'))
}

/** Whether the stage can take a picture from this browser. */
export function sendsPictures(): boolean {
  return hasH264(RTCRtpSender.getCapabilities('video')?.codecs ?? [])
}

/** Whether this browser can show what the stage forwards. */
export function receivesPictures(): boolean {
  return hasH264(RTCRtpReceiver.getCapabilities('video')?.codecs ?? [])
}

function isH264({ mimeType }: Codec): boolean {
  return mimeType.toLowerCase() === 'video/h264'
}
