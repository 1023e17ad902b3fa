/**
 * Reads how loud a track is, ten times a second, until it is closed.
 *
 * It listens only; it never opens a device (that is `devices.ts`) and never plays the sound back.
 */

import { type Measure, peakOf } from './signal'

const PERIOD_MS = 100
const FFT_SIZE = 4096

/** A meter at work. `close` is idempotent and leaves the track alone. */
export interface LevelMeter {
  close(): void
}

/** Call `onMeasure` with the peak of each tenth of a second of this track. */
export function openLevelMeter(track: MediaStreamTrack, onMeasure: (measure: Measure) => void): LevelMeter {
  const context = new AudioContext()
  const source = context.createMediaStreamSource(new MediaStream([track]))
  const analyser = context.createAnalyser()
  analyser.fftSize = FFT_SIZE
  source.connect(analyser)
  const samples = new Float32Array(FFT_SIZE)
  // A context made outside a press starts suspended; the person has pressed Activer by now.
  void context.resume()
  const timer = setInterval(() => {
    if (context.state !== 'running') return
    analyser.getFloatTimeDomainData(samples)
    const tenth = Math.min(FFT_SIZE, Math.round((context.sampleRate * PERIOD_MS) / 1000))
    onMeasure({ mono: performance.now(), peak: peakOf(samples.subarray(FFT_SIZE - tenth)) })
  }, PERIOD_MS)
  let open = true
  return {
    close() {
      if (!open) return
      open = false
      clearInterval(timer)
      source.disconnect()
      void context.close()
    },
  }
}
