import type { Bus } from './bus.ts'
import type { Clock } from './clock.ts'
import { type BucketSize, createTokenBuckets, type TokenBuckets } from './token-buckets.ts'

export type SharedBuckets = Pick<TokenBuckets, 'take' | 'wait' | 'left' | 'forget'>

/** Rates that hold over all nodes. */
export interface SharedRates {
  /** @param limit the same name on all nodes, and another one for each kind of bucket */
  buckets(limit: string): SharedBuckets
}

/** Milliseconds between the first take that the other nodes do not know and the notice of it. */
const NOTICE_AFTER = 200
/** Keys of one notice: a message of NATS has at most 1 MiB. */
const MOST_KEYS = 1_000

interface Pending {
  taken: Map<string, { size: BucketSize; count: number }>
  forgotten: Set<string>
}

/**
 * A node decides at once, by its own counts, and notifies the other nodes afterwards, so no request waits for a node or
 * a database. Several nodes may therefore take more at the same moment than a bucket holds. That is a debt: on all of
 * them the bucket stays empty until time has refilled it. Without the bus each node counts alone.
 */
export function sharedRates(bus: Pick<Bus, 'link' | 'broadcast' | 'onNews'>, clock: Clock): SharedRates {
  if (bus.link() === 'alone') return { buckets: () => createTokenBuckets(clock) }
  const known = new Map<string, TokenBuckets>()
  const pending = new Map<string, Pending>()
  let waiting = false

  /** A limit may be used on other nodes first. */
  function ownOf(limit: string): TokenBuckets {
    const own = known.get(limit) ?? createTokenBuckets(clock)
    known.set(limit, own)
    return own
  }

  bus.onNews((news) => {
    if (news.t !== 'taken') return
    const buckets = ownOf(news.limit)
    for (const key of news.forgotten) buckets.forget(key)
    for (const [key, count, burst, perSecond] of news.taken) buckets.owe(key, { burst, perSecond }, count)
  })

  function pendingOf(limit: string): Pending {
    if (!waiting) {
      waiting = true
      clock.after(NOTICE_AFTER, broadcastTakes)
    }
    const found = pending.get(limit) ?? { taken: new Map(), forgotten: new Set() }
    pending.set(limit, found)
    return found
  }

  function broadcastTakes(): void {
    waiting = false
    for (const [limit, { taken, forgotten }] of pending) {
      const takes = [...taken].map(([key, { size, count }]) => [key, count, size.burst, size.perSecond] as const)
      if (forgotten.size > 0) bus.broadcast({ t: 'taken', limit, taken: [], forgotten: [...forgotten] })
      for (let at = 0; at < takes.length; at += MOST_KEYS) {
        bus.broadcast({ t: 'taken', limit, taken: takes.slice(at, at + MOST_KEYS), forgotten: [] })
      }
    }
    pending.clear()
  }

  return {
    buckets(limit) {
      const own = ownOf(limit)
      return {
        wait: own.wait,
        left: own.left,
        take(key, size, count = 1) {
          const wait = own.take(key, size, count)
          if (wait > 0) return wait
          const { taken } = pendingOf(limit)
          taken.set(key, { size, count: count + (taken.get(key)?.count ?? 0) })
          return 0
        },
        forget(key) {
          own.forget(key)
          const { taken, forgotten } = pendingOf(limit)
          taken.delete(key)
          forgotten.add(key)
        },
      }
    },
  }
}
