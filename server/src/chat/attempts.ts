import type { SharedBuckets } from './shared-rates.ts'
import { takeOrRefuse } from './token-buckets.ts'

export interface Attempts {
  /** Counts one attempt. @throws ChatError rate_limited with the time to wait, when the key has none left */
  take(key: string): void
  /** From now on the key has all its attempts again. */
  forget(key: string): void
}

/**
 * A key has `max` attempts. Used ones come back evenly, all of them within `windowMs`.
 * @param max 0: no limit
 */
export function createAttempts({
  buckets,
  max,
  windowMs,
  message = 'Too many attempts. Wait and try again.',
}: {
  buckets: SharedBuckets
  max: number
  windowMs: number
  message?: string
}): Attempts {
  const size = { burst: max, perSecond: (max * 1000) / windowMs }
  return {
    take(key) {
      if (max !== 0) takeOrRefuse(buckets, key, size, message)
    },
    forget: buckets.forget,
  }
}
