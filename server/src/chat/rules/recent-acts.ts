import type { Clock } from '../clock.ts'
import { expiringMap } from '../expiring-map.ts'

/**
 * What users did lately, for rules that count it. Each node counts what it sees itself, as with all rates, and forgets
 * it when it stops.
 */
export interface RecentActs {
  /** Remembers the act. @returns with how many different things the user did it within `ms`, this one included */
  count(act: { key: string; thing: string | number; ms: number; most: number }): number
  /** The act did not take place. */
  takeBack(key: string, thing: string | number): void
}

/** Acts that are remembered. */
const MOST_KEYS = 20_000

export function createRecentActs(clock: Clock): RecentActs {
  const acts = expiringMap<Map<string | number, number>>(clock, MOST_KEYS)
  return {
    count({ key, thing, ms, most }) {
      const now = clock.now()
      const things = acts.get(key) ?? new Map<string | number, number>()
      for (const [known, at] of things) if (at <= now - ms || at > now) things.delete(known)
      if (things.has(thing)) return things.size
      if (things.size <= most) things.set(thing, now)
      acts.set(key, things, ms)
      return things.size
    },
    takeBack(key, thing) {
      acts.get(key)?.delete(thing)
    },
  }
}
