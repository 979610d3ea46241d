import { roomKey } from '../run.ts'
import type { Rule } from './rule.ts'

/**
 * `seq` runs from 1 to `last_seq` without a gap. No two messages share a `rev`, and the highest `rev` is the room's.
 */
export const storeIsDense: Rule = {
  promises: 'MSG-3 MSG-4',
  *check({ rooms, messages }) {
    const byRoom = Map.groupBy(messages, ({ widget, room }) => roomKey(widget, room))
    for (const key of byRoom.keys()) if (!rooms.has(key)) yield `${key} has messages but is not a room`
    for (const [key, { last_seq, last_rev }] of rooms) {
      const rows = byRoom.get(key) ?? []
      const seqs = rows.map(({ seq }) => seq).sort((a, b) => a - b)
      const hole = seqs.findIndex((seq, index) => seq !== index + 1)
      if (hole >= 0) yield `${key} has seq ${seqs[hole]} where ${hole + 1} is expected`
      if (seqs.length !== last_seq) yield `${key} has ${seqs.length} messages and last_seq ${last_seq}`
      const revs = new Set(rows.map(({ rev }) => rev))
      if (revs.size !== rows.length) yield `${key} has ${rows.length} messages with ${revs.size} different revs`
      const highest = rows.reduce((max, { rev }) => Math.max(max, rev), 0)
      if (highest !== last_rev) yield `${key} has last_rev ${last_rev} and no change after rev ${highest}`
    }
  },
}
