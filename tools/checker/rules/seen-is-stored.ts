import { messagesIn } from '../history.ts'
import { messageKey } from '../run.ts'
import type { Rule } from './rule.ts'

/** No client saw a change that was rolled back. */
export const seenIsStored: Rule = {
  promises: 'MSG-2',
  *check({ clients, stored }) {
    for (const { client, widget, entries } of clients) {
      for (const entry of entries) {
        if (!('room' in entry)) continue
        for (const { seq, rev } of messagesIn(entry)) {
          const key = messageKey(widget, entry.room, seq)
          const row = stored.get(key)
          if (!row) yield `${client} saw ${key}, which is not stored`
          else if (row.rev < rev) yield `${client} saw ${key} at rev ${rev}, but rev ${row.rev} is stored`
        }
      }
    }
  },
}
