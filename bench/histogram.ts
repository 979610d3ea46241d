/** Each bucket is larger than the previous one by this factor, so a percentile is off by at most half of it. */
const GROWTH = 1.02
const LOG_GROWTH = Math.log(GROWTH)

/** Counts by bucket, as JSON, so that the bench can add up those of several processes. Values are microseconds. */
export type Histogram = Record<string, number>

export function record(histogram: Histogram, micros: number): void {
  const bucket = micros < 1 ? 0 : Math.floor(Math.log(micros) / LOG_GROWTH)
  histogram[bucket] = (histogram[bucket] ?? 0) + 1
}

export function merged(histograms: readonly Histogram[]): Histogram {
  const sum: Histogram = {}
  for (const histogram of histograms) {
    for (const [bucket, count] of Object.entries(histogram)) sum[bucket] = (sum[bucket] ?? 0) + count
  }
  return sum
}

export function countOf(histogram: Histogram): number {
  return Object.values(histogram).reduce((sum, count) => sum + count, 0)
}

/** @param p 0 to 1 @returns milliseconds; NaN if the histogram is empty */
export function percentileMs(histogram: Histogram, p: number): number {
  const wanted = Math.max(1, Math.ceil(countOf(histogram) * p))
  let seen = 0
  for (const [bucket, count] of Object.entries(histogram).sort(([a], [b]) => Number(a) - Number(b))) {
    seen += count
    if (seen >= wanted) return GROWTH ** (Number(bucket) + 0.5) / 1000
  }
  return Number.NaN
}
