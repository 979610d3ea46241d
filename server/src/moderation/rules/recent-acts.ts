import QuickLRU from 'quick-lru'
import type { Clock } from '../../chat/clock.ts'
import { type ExpiringMap, expiringMap } from '../../chat/expiring-map.ts'

/**
 * Recent acts of users, for rules that count them. Each node counts its own, as with all rates, and forgets them when
 * it stops.
 */
export interface RecentActs {
  /** Remembers the act. @returns with how many different things the user did it within `ms`, this one included */
  count(act: { widget_id: number; key: string; thing: string | number; ms: number; most: number }): number
}

/** Acts that are remembered of one widget: a flood in one does not make the server forget another's. */
const MOST_KEYS = 20_000
/** Widgets with acts, the one with the latest act last: above, the others' are forgotten. */
const MOST_WIDGETS = 1_000

type Acts = ExpiringMap<Map<string | number, number>>

export function createRecentActs(clock: Clock): RecentActs {
  const widgets = new QuickLRU<number, Acts>({ maxSize: MOST_WIDGETS })

  function actsOf(widget_id: number): Acts {
    const known = widgets.get(widget_id)
    if (known) return known
    const acts: Acts = expiringMap(clock, MOST_KEYS)
    widgets.set(widget_id, acts)
    return acts
  }

  return {
    count({ widget_id, key, thing, ms, most }) {
      const acts = actsOf(widget_id)
      const now = clock.now()
      const things = acts.get(key) ?? new Map<string | number, number>()
      for (const [known, at] of things) if (at <= now - ms || at > now) things.delete(known)
      if (things.has(thing)) return things.size
      if (things.size <= most) things.set(thing, now)
      acts.set(key, things, ms)
      return things.size
    },
  }
}
