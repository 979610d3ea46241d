import { roomKey } from '../run.ts'
import type { Rule } from './rule.ts'

/** Each stored message has the number of notices up to it, and a notice is nothing but a notice. */
export const noticesAreCounted: Rule = {
  promises: 'GROUP-7 GROUP-8',
  *check({ messages }) {
    const rooms = Map.groupBy(messages, ({ widget, room }) => roomKey(widget, room))
    for (const [key, own] of rooms) {
      let notices = 0
      for (const message of own.toSorted((a, b) => a.seq - b.seq)) {
        const { seq, text, system, edited_at, deleted_at, pinned_at, reactions, uncounted = 0 } = message
        if (system) notices++
        if (uncounted !== notices) yield `${key} seq ${seq} counts ${uncounted} notices instead of ${notices}`
        if (system && (text !== '' || edited_at !== null || deleted_at !== null || pinned_at || reactions)) {
          yield `${key} seq ${seq} is a notice that was changed`
        }
      }
    }
  },
}
