import { isOut, roomKey } from '../../run.ts'
import type { Rule } from '../rule.ts'

/** A read position whose ack arrived is stored, and is not behind the room's last message. */
export const readsAreKept: Rule = {
  promises: 'READ-2',
  *check(run) {
    for (const one of run.clients) {
      for (const entry of one.entries) {
        if (entry.t !== 'read_acked' || isOut(run, one, entry.room)) continue
        const key = roomKey(one.widget, entry.room)
        const stored = run.rooms.get(key)?.members.find(({ user }) => user === one.user)?.read_seq ?? 0
        if (stored < entry.seq)
          yield `${one.client} has read ${key} up to seq ${entry.seq}, but seq ${stored} is stored`
      }
    }
    for (const [key, { last_seq, members }] of run.rooms) {
      for (const { user, read_seq } of members) {
        if (read_seq > last_seq) yield `${user} has read ${key} up to seq ${read_seq}, and its last is seq ${last_seq}`
      }
    }
  },
}
