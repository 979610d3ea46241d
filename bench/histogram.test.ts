import { expect, test } from 'bun:test'
import { countOf, type Histogram, merged, percentileMs, record } from './histogram.ts'

test('percentiles of many values are right to a percent, even if several processes counted them', () => {
  const histograms: Histogram[] = [{}, {}, {}]
  for (let n = 1; n <= 9_000; n++) record(histograms[n % 3] as Histogram, n)
  const all = merged(histograms)
  expect(countOf(all)).toBe(9_000)
  for (const p of [0.01, 0.5, 0.99, 1]) expect(percentileMs(all, p) / (9 * p)).toBeWithin(0.98, 1.02)
})

test('an empty histogram has no percentile', () => {
  expect(percentileMs({}, 0.5)).toBeNaN()
})
