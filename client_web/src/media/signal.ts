/**
 * What a microphone's signal says: a level for the meter and a verdict for the person.
 *
 * Pure: samples in, numbers out. Reading the device is `level-meter.ts`; the words are the page's.
 */

/** What was heard so far. `listening` is said until three seconds have passed without a sound. */
export type SignalVerdict = 'listening' | 'silent' | 'clipping' | 'ok'

/** One measure of the meter: the loudest sample (0–1) of the last tenth of a second. */
export interface Measure {
  mono: number
  peak: number
}

const WINDOW_MS = 3_000
// −40 dBFS: quieter than breath into a headset, louder than the noise floor of a laptop.
const HEARD = 0.01
const CLIPPED = 0.985
// A single cough may touch the ceiling; three tenths of a second in three seconds is a wrong gain.
const CLIPPED_MEASURES = 3
const FLOOR_DB = -60

/** The loudest sample, 0–1. */
export function peakOf(samples: Float32Array): number {
  let peak = 0
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample))
  return Math.min(1, peak)
}

/** A peak on the meter's scale: −60 dBFS is 0, full scale is 100. */
export function meterLevel(peak: number): number {
  if (peak <= 0) return 0
  const decibels = 20 * Math.log10(peak)
  return Math.round(Math.max(0, Math.min(1, 1 - decibels / FLOOR_DB)) * 100)
}

/** The measures that still count at `mono`, with the new one. */
export function withMeasure(measures: readonly Measure[], measure: Measure): Measure[] {
  return [...measures.filter((each) => measure.mono - each.mono <= WINDOW_MS), measure]
}

/** What the last three seconds say of a microphone that was opened at `since`. */
export function judgeSignal(
  measures: readonly Measure[],
  { since, mono }: { since: number; mono: number },
): SignalVerdict {
  if (measures.filter((each) => each.peak >= CLIPPED).length >= CLIPPED_MEASURES) return 'clipping'
  if (measures.some((each) => each.peak >= HEARD)) return 'ok'
  return mono - since < WINDOW_MS ? 'listening' : 'silent'
}
