/**
 * Two ways to hear oneself before the debate: a test sound, and three seconds recorded and replayed.
 *
 * Both play on the loudspeaker that was chosen, where the browser lets a page choose (setSinkId).
 */

const NOTES_HZ = [523.25, 659.25, 783.99]
const NOTE_S = 0.28

/** Play three rising notes; resolves when they have been heard. */
export async function playTestSound(speaker: string | null): Promise<void> {
  const context = new AudioContext()
  const out = context.createMediaStreamDestination()
  NOTES_HZ.forEach((hertz, index) => {
    const start = context.currentTime + index * NOTE_S
    const note = context.createOscillator()
    const gain = context.createGain()
    note.frequency.value = hertz
    gain.gain.setValueAtTime(0, start)
    gain.gain.linearRampToValueAtTime(0.2, start + 0.03)
    gain.gain.linearRampToValueAtTime(0, start + NOTE_S)
    note.connect(gain).connect(out)
    note.start(start)
    note.stop(start + NOTE_S)
  })
  const element = await playOn(speaker, (audio) => {
    audio.srcObject = out.stream
  })
  await pause(NOTES_HZ.length * NOTE_S * 1000 + 200)
  element.pause()
  element.srcObject = null
  await context.close()
}

/** Record this microphone for `lengthMs` and play it back; resolves when it has been heard. */
export async function recordAndReplay(
  track: MediaStreamTrack,
  { speaker, lengthMs }: { speaker: string | null; lengthMs: number },
): Promise<void> {
  const recorder = new MediaRecorder(new MediaStream([track]))
  const pieces: Blob[] = []
  recorder.ondataavailable = (event) => pieces.push(event.data)
  const stopped = new Promise<void>((resolve) => {
    recorder.onstop = () => resolve()
  })
  recorder.start()
  await pause(lengthMs)
  recorder.stop()
  await stopped
  const url = URL.createObjectURL(new Blob(pieces, { type: recorder.mimeType }))
  try {
    const ended = new Promise<void>((resolve) => setTimeout(resolve, lengthMs + 1_000))
    await playOn(speaker, (audio) => {
      audio.src = url
    })
    await ended
  } finally {
    URL.revokeObjectURL(url)
  }
}

async function playOn(
  speaker: string | null,
  load: (audio: HTMLAudioElement) => void,
): Promise<HTMLAudioElement> {
  const audio = new Audio()
  if (speaker !== null && 'setSinkId' in audio) await audio.setSinkId(speaker)
  load(audio)
  await audio.play()
  return audio
}

function pause(lengthMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, lengthMs))
}
