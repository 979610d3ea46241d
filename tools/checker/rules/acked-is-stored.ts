import { messageKey } from '../run.ts'
import type { Rule } from './rule.ts'

/** An acked message is in the store, with the `seq` and the content that the ack was for. */
export const ackedIsStored: Rule = {
  promises: 'MSG-1',
  *check({ clients, stored }) {
    for (const { client, user, widget, entries } of clients) {
      for (const entry of entries) {
        if (entry.t === 'acked') {
          const row = stored.get(messageKey(widget, entry.room, entry.seq))
          const where = `${client} got the ack of ${entry.client_id} as ${messageKey(widget, entry.room, entry.seq)}`
          if (!row) yield `${where}, which is not stored`
          else if (row.client_id !== entry.client_id || row.sender_id !== user) {
            yield `${where}, where ${row.client_id} of ${row.sender_id} is stored`
          } else if (row.rev < entry.rev) yield `${where} at rev ${entry.rev}, but rev ${row.rev} is stored`
        }
        if (entry.t === 'change_acked') {
          const { seq, rev } = entry.message
          const row = stored.get(messageKey(widget, entry.room, seq))
          const where = `${client} got the ack of a change of ${messageKey(widget, entry.room, seq)} at rev ${rev}`
          if (!row) yield `${where}, which is not stored`
          else if (row.rev < rev) yield `${where}, but rev ${row.rev} is stored`
        }
      }
    }
  },
}
