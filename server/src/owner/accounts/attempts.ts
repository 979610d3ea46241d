import { ChatError } from '@imbachat/protocol'
import { type Clock, steady } from '../../chat/clock.ts'

/** Keys remembered at once; past it the oldest are forgotten, so that a flood of addresses costs bounded memory. */
const MAX_KEYS = 100_000

export interface Attempts {
  /** Counts one. @throws ChatError rate_limited with the wait, when the window's count is used up */
  take(key: string): void
  /** Starts the key anew. */
  forget(key: string): void
}

/** At most `max` attempts a key in a window of `windowMs` that begins with the first of them. */
export function createAttempts({ clock, max, windowMs }: { clock: Clock; max: number; windowMs: number }): Attempts {
  const time = steady(clock)
  const counts = new Map<string, { count: number; endsAt: number }>()
  return {
    take(key) {
      const now = time.now()
      const known = counts.get(key)
      const entry = known && known.endsAt > now ? known : { count: 0, endsAt: now + windowMs }
      if (entry.count >= max) {
        throw new ChatError('rate_limited', 'too many attempts; wait and try again', {
          retryAfterMs: entry.endsAt - now,
        })
      }
      entry.count += 1
      if (entry !== known) {
        // In again at its end: the map stays ordered by the windows' ends, and what is first is what may go.
        counts.delete(key)
        counts.set(key, entry)
        forgetOldest(counts, now)
      }
    },
    forget: (key) => void counts.delete(key),
  }
}

function forgetOldest(counts: Map<string, { endsAt: number }>, now: number): void {
  for (const [key, entry] of counts) {
    if (entry.endsAt > now && counts.size <= MAX_KEYS) return
    counts.delete(key)
  }
}
