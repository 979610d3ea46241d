import type { Clock } from './clock.ts'

export interface BucketSize {
  /** how many may come at once */
  burst: number
  perSecond: number
}

/** Token buckets by key. Forgets keys that have been quiet long enough to be full again. */
export interface TokenBuckets {
  /** Takes one. @returns 0, or milliseconds until there is one to take */
  take(key: string, size: BucketSize): number
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
    take(key, { burst, perSecond }) {
      const now = clock.now()
      const bucket = buckets.get(key) ?? { tokens: burst, at: now, fullAt: now }
      // A machine's clock may be set back. Nobody shall wait until the time comes again.
      bucket.at = Math.min(bucket.at, now)
      const tokens = Math.min(burst, bucket.tokens + ((now - bucket.at) / 1000) * perSecond)
      if (tokens < 1) return Math.max(1, Math.ceil(((1 - tokens) / perSecond) * 1000))
      bucket.tokens = tokens - 1
      bucket.at = now
      bucket.fullAt = now + ((burst - bucket.tokens) / perSecond) * 1000
      buckets.set(key, bucket)
      if (buckets.size >= sweepAt) sweep(now)
      return 0
    },
  }
}
