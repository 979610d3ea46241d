import { roomKey } from '../run.ts'
import type { Rule } from './rule.ts'

/** A client id of a sender in a room has one row, and all its acks have the same `seq`. */
export const storedOnce: Rule = {
  promises: 'MSG-5',
  *check({ clients, messages }) {
    const rows = Map.groupBy(messages, ({ widget, room, sender_id, client_id }) =>
      [roomKey(widget, room), sender_id, client_id].join(' '),
    )
    for (const [key, twins] of rows) {
      if (twins.length > 1)
        yield `${key} is stored ${twins.length} times, as seq ${twins.map(({ seq }) => seq).join(', ')}`
    }
    const acks = new Map<string, number>()
    for (const { user, widget, entries } of clients) {
      for (const entry of entries) {
        if (entry.t !== 'acked') continue
        const key = [roomKey(widget, entry.room), user, entry.client_id].join(' ')
        const before = acks.get(key)
        if (before !== undefined && before !== entry.seq)
          yield `${key} was acked as seq ${before} and as seq ${entry.seq}`
        acks.set(key, entry.seq)
      }
    }
  },
}
