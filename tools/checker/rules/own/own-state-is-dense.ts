import { userKey } from '../../run.ts'
import type { Rule } from '../rule.ts'

/**
 * `user_rev` never goes back. If a change was missing, the client noticed, requested it and got it. In the store, each
 * change has a `user_rev` of its own, and the newest is the user's.
 */
export const ownStateIsDense: Rule = {
  promises: 'OWN-1 OWN-2',
  *check({ clients, own }) {
    for (const one of clients) for (const fault of one.own.faults) yield `${one.client}: ${fault}`
    for (const { widget, user, last_rev, items } of own.values()) {
      const revs = new Set(items.map(({ rev }) => rev))
      const highest = Math.max(0, ...revs)
      const key = userKey(widget, user)
      if (revs.size < items.length) yield `${key} has ${items.length} items with ${revs.size} different revs`
      if (highest !== last_rev) yield `${key} has user_rev ${last_rev} and no change after user_rev ${highest}`
    }
  },
}
