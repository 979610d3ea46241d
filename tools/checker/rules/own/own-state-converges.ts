import type { OwnItem } from '@imbachat/protocol'
import { ownItemsIn } from '../../history.ts'
import { itemKey } from '../../replay-own.ts'
import { userKey } from '../../run.ts'
import type { Rule } from '../rule.ts'

/**
 * All devices of a user, and the store, have the same change at a `user_rev`. At the end every device that caught up
 * has what the store has.
 */
export const ownStateConverges: Rule = {
  promises: 'OWN-1 OWN-2 OWN-4',
  *check({ clients, own }) {
    const changes = new Map<string, OwnItem>()

    function* agree(key: string, item: OwnItem, who: string) {
      // An item that was never set has no rev.
      if (item.rev === 0) return
      const place = `${key} at user_rev ${item.rev}`
      const known = changes.get(place) ?? item
      changes.set(place, known)
      if (!Bun.deepEquals(known, item)) {
        yield `${place} is ${JSON.stringify(item)} for ${who} and ${JSON.stringify(known)} for others`
      }
    }

    for (const [key, { items }] of own) for (const item of items) yield* agree(key, item, 'the store')
    for (const { client, widget, user, entries, ended, own: held } of clients) {
      const key = userKey(widget, user)
      for (const entry of entries) for (const item of ownItemsIn(entry)) yield* agree(key, item, client)
      if (!ended || !entries.some(({ t }) => t === 'own_rev')) continue
      const { last_rev = 0, items = [] } = own.get(key) ?? {}
      if (held.rev !== last_rev) yield `${client} ended at user_rev ${held.rev}, the store is at user_rev ${last_rev}`
      for (const item of items) {
        if (!Bun.deepEquals(held.items.get(itemKey(item)), item))
          yield `${client} ended without ${JSON.stringify(item)}`
      }
      if (held.items.size > items.length) yield `${client} ended with items that the store does not have`
    }
  },
}
