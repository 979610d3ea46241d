import { ChatError } from '@imbachat/protocol/errors/codes'
import type { Clock } from './clock.ts'

export interface BucketSize {
  /** how many may come at once */
  burst: number
  perSecond: number
}

/** An allowance that time refills. */
export class TokenBucket {
  #tokens: number
  #at: number
  /** when it is full again if nothing is taken until then; then it equals a new one */
  fullAt: number

  constructor({ burst }: BucketSize, now: number) {
    this.#tokens = burst
    this.#at = now
    this.fullAt = now
  }

  /** @returns 0, or milliseconds until there are `count` to take */
  wait(size: BucketSize, now: number, count = 1): number {
    const tokens = this.#filled(size, now)
    return tokens < count - ROUNDING ? Math.max(1, Math.ceil(((count - tokens) / size.perSecond) * 1000)) : 0
  }

  /** Takes `count`, or none. @returns 0, or milliseconds until there are as many to take */
  take(size: BucketSize, now: number, count = 1): number {
    const wait = this.wait(size, now, count)
    if (wait > 0) return wait
    this.#tokens = Math.max(0, this.#filled(size, now) - count)
    this.#at = now
    this.fullAt = now + ((size.burst - this.#tokens) / size.perSecond) * 1000
    return 0
  }

  /** Whole tokens that are in the bucket now. */
  left(size: BucketSize, now: number): number {
    return Math.max(0, Math.floor(this.#filled(size, now) + ROUNDING))
  }

  /** Takes `count` even from a bucket that has fewer: the missing tokens are refilled first. */
  owe(size: BucketSize, now: number, count: number): void {
    this.#tokens = this.#filled(size, now) - count
    this.#at = now
    this.fullAt = now + ((size.burst - this.#tokens) / size.perSecond) * 1000
  }

  #filled({ burst, perSecond }: BucketSize, now: number): number {
    // A machine's clock may be set back; no wait grows from that.
    this.#at = Math.min(this.#at, now)
    return Math.min(burst, this.#tokens + ((now - this.#at) / 1000) * perSecond)
  }
}

/** The rounding error of sums of fractions: after the returned wait, the allowance is there. */
const ROUNDING = 1e-9

/** Token buckets by key. Forgets keys that have been quiet long enough to be full again. */
export interface TokenBuckets<Key = string> {
  /** Takes `count` (1), or none. @returns 0, or milliseconds until there are as many to take */
  take(key: Key, size: BucketSize, count?: number): number
  /** @returns 0, or milliseconds until there are `count` (1) to take. Keeps nothing for keys that never took. */
  wait(key: Key, size: BucketSize, count?: number): number
  /** Whole tokens that are in the bucket now. */
  left(key: Key, size: BucketSize): number
  /** Takes `count` even where there are fewer: another node gave them. */
  owe(key: Key, size: BucketSize, count: number): void
  /** The key's bucket is full again. */
  forget(key: Key): void
}

/** The number of keys at which full buckets are removed: twice as many as after the last removal, and at least this. */
const SWEEP_AT = 1_000

export function createTokenBuckets<Key = string>(clock: Clock): TokenBuckets<Key> {
  const buckets = new Map<Key, TokenBucket>()
  let sweepAt = SWEEP_AT

  function sweep(now: number): void {
    for (const [key, bucket] of buckets) if (bucket.fullAt <= now) buckets.delete(key)
    sweepAt = Math.max(SWEEP_AT, 2 * buckets.size)
  }

  function of(key: Key, size: BucketSize): TokenBucket {
    const known = buckets.get(key)
    if (known) return known
    const now = clock.now()
    const bucket = new TokenBucket(size, now)
    if (buckets.size >= sweepAt) sweep(now)
    buckets.set(key, bucket)
    return bucket
  }

  return {
    forget: (key) => void buckets.delete(key),
    take: (key, size, count) => of(key, size).take(size, clock.now(), count),
    left: (key, size) => buckets.get(key)?.left(size, clock.now()) ?? size.burst,
    owe: (key, size, count) => of(key, size).owe(size, clock.now(), count),
    wait: (key, size, count) => buckets.get(key)?.wait(size, clock.now(), count) ?? 0,
  }
}

/**
 * Takes `count` (1) from the key's bucket.
 * @param message of the refusal
 * @throws ChatError rate_limited with the time to wait; then nothing is taken
 */
export function takeOrRefuse(
  rates: Pick<TokenBuckets, 'take'>,
  key: string,
  size: BucketSize,
  message: string,
  count?: number,
): void {
  const wait = rates.take(key, size, count)
  if (wait > 0) throw new ChatError('rate_limited', message, { retryAfterMs: wait })
}
