/**
 * The recent past of a number, kept by the page from the moment it is opened.
 *
 * Pure and bounded: one sample a step, the oldest dropped first. The server sends present values only,
 * so a page opened late has a short past and says so.
 */

/** Samples in order; `at` in server milliseconds, one per step. */
export interface Series {
  step_ms: number
  limit: number
  at: number[]
  values: number[]
}

/** A series without samples. */
export function emptySeries({ step_ms, limit }: { step_ms: number; limit: number }): Series {
  return { step_ms, limit, at: [], values: [] }
}

/** The series with this value: it replaces the sample of the same step, or starts the next one. */
export function withSample(series: Series, at: number, value: number): Series {
  const step = Math.floor(at / series.step_ms) * series.step_ms
  const last = series.at.at(-1)
  if (last !== undefined && step < last) return series
  const keep = step === last ? series.at.length - 1 : series.at.length
  const first = Math.max(0, keep + 1 - series.limit)
  return {
    ...series,
    at: [...series.at.slice(first, keep), step],
    values: [...series.values.slice(first, keep), value],
  }
}

/** Growth per minute between neighbouring samples of a total; the first sample has none. */
export function perMinute(series: Series): Series {
  const values: number[] = []
  for (let index = 1; index < series.at.length; index += 1) {
    const span = (series.at[index] ?? 0) - (series.at[index - 1] ?? 0)
    const growth = (series.values[index] ?? 0) - (series.values[index - 1] ?? 0)
    values.push(span > 0 ? Math.max(0, Math.round((growth * 60_000) / span)) : 0)
  }
  return { ...series, at: series.at.slice(1), values }
}
