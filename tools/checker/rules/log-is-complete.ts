import { messageKey, roomKey } from '../run.ts'
import type { Rule } from './rule.ts'

/**
 * The log of a widget is numbered without a gap. It has one `message.created` for each message, in the order of `seq`
 * in each room, one `message.deleted` for each deleted message, and none of either for anything else.
 */
export const logIsComplete: Rule = {
  promises: 'EVENT-1 EVENT-2 EVENT-3',
  *check({ logs, events, messages }) {
    const logged = new Set(logs.map(({ widget }) => widget))
    for (const { widget, last_id } of logs) {
      const ids = events.filter((event) => event.widget === widget).map(({ id }) => id)
      const hole = ids.findIndex((id, index) => id !== index + 1)
      if (hole >= 0) yield `widget ${widget} has event ${ids[hole]} where ${hole + 1} is expected`
      if (ids.length !== last_id) yield `widget ${widget} has ${ids.length} events, and the newest is ${last_id}`
    }

    const created = new Map<string, number[]>()
    const times = new Map<string, { created: number; deleted: number }>()
    for (const { widget, type, room, seq } of events) {
      if (room === null || seq === null) continue
      const key = messageKey(widget, room, seq)
      const counts = times.get(key) ?? { created: 0, deleted: 0 }
      times.set(key, counts)
      if (type === 'message.deleted') counts.deleted++
      if (type !== 'message.created') continue
      counts.created++
      const seqs = created.get(roomKey(widget, room)) ?? []
      created.set(roomKey(widget, room), seqs)
      const before = seqs.at(-1)
      if (before !== undefined && seq <= before) yield `the log has ${key} after seq ${before}`
      seqs.push(seq)
    }
    for (const { widget, room, seq, deleted_at } of messages) {
      if (!logged.has(widget)) continue
      const key = messageKey(widget, room, seq)
      const counts = times.get(key)
      times.delete(key)
      if (counts?.created !== 1) yield `the log has ${key} ${counts?.created ?? 0} times`
      const deletions = deleted_at === null ? 0 : 1
      if ((counts?.deleted ?? 0) !== deletions) yield `the log has ${counts?.deleted} deletions of ${key}`
    }
    for (const key of times.keys()) yield `the log has ${key}, which is not stored`
  },
}
