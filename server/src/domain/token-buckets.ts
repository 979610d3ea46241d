import type { Clock } from './clock.ts'

export interface BucketSize {
  /** how many may come at once */
  burst: number
  perSecond: number
}

/** Token buckets by key. Forgets keys that have been quiet long enough to be full again. */
export interface TokenBuckets {
  /** Takes `count` (1), or none. @returns 0, or milliseconds until there are as many to take */
  take(key: string, size: BucketSize, count?: number): number
}

/** Keys are looked through for full buckets when this many more than after the last look are held. */
const SWEEP_EVERY = 10_000

export function createTokenBuckets(clock: Clock): TokenBuckets {
  const buckets = new Map<string, { tokens: number; at: number; fullAt: number }>()
  let sweepAt = SWEEP_EVERY

  function sweep(now: number): void {
    for (const [key, bucket] of buckets) if (bucket.fullAt <= now) buckets.delete(key)
    sweepAt = buckets.size + SWEEP_EVERY
  }

  return {
    take(key, { burst, perSecond }, count = 1) {
      const now = clock.now()
      const bucket = buckets.get(key) ?? { tokens: burst, at: now, fullAt: now }
      // A machine's clock may be set back. Nobody shall wait until the time comes again.
      bucket.at = Math.min(bucket.at, now)
      const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond)
      if (tokens < count) return Math.max(1, Math.ceil(((count - tokens) / perSecond) * 1000))
      bucket.tokens = tokens - count
      bucket.at = now
      bucket.fullAt = now + ((burst - bucket.tokens) / perSecond) * 1000
      buckets.set(key, bucket)
      if (buckets.size >= sweepAt) sweep(now)
      return 0
    },
  }
}
