import { joined, type Span } from './mask-text.ts'

/**
 * @returns a function that is true for a span that overlaps one of these. A text has thousands of both, so they are not
 * compared one by one.
 */
export function overlapsOneOf(spans: readonly Span[]): (span: Span) => boolean {
  const those = joined(spans)
  return ({ start, end }) => {
    // the first one that ends behind the beginning
    let [low, high] = [0, those.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((those[middle]?.end ?? 0) > start) high = middle
      else low = middle + 1
    }
    const next = those[low]
    return next !== undefined && next.start < end
  }
}
