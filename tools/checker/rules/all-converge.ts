import { isOut, messageKey, roomKey } from '../run.ts'
import type { Rule } from './rule.ts'

/**
 * At the end every client agrees with the store about each room: it has all messages from the oldest that it loaded, at
 * the last `rev`.
 */
export const allConverge: Rule = {
  promises: 'MSG-7 MSG-8 SYNC-1',
  *check(run) {
    const { clients, rooms, stored } = run
    for (const one of clients) {
      const { client, widget, replay, ended } = one
      if (!ended) continue
      for (const [roomId, view] of replay.views) {
        const room = rooms.get(roomKey(widget, roomId))
        // Another rule checks rooms that the user is not in.
        if (!room || view.rev === null || isOut(run, one, roomId)) continue
        const where = `${client}, room ${roomId}`
        if (view.rev !== room.last_rev) yield `${where}: ended at rev ${view.rev}, the store is at rev ${room.last_rev}`
        for (let seq = view.lowest; seq <= room.last_seq; seq++) {
          const held = view.messages.get(seq)
          const row = stored.get(messageKey(widget, roomId, seq))
          if (!held) yield `${where}: never saw seq ${seq}`
          else if (row && (held.rev !== row.rev || held.text !== row.text)) {
            yield `${where}: has seq ${seq} at rev ${held.rev}, the store has it at rev ${row.rev}`
          }
        }
      }
    }
  },
}
