import type { MovedWatermark, MoveWatermarks } from '../../domain/ports.ts'
import { PRESENT_STATES } from '../rows.ts'
import { chunks, valuesTable } from '../values-table.ts'
import { oneByOne } from './write.ts'

/** Watermarks only rise, never above `last_seq`, and what was read was delivered. One list of moves is one write. */
export const moveWatermarks = oneByOne<readonly MoveWatermarks[], MovedWatermark[]>(async (db, moves) => {
  const moved: MovedWatermark[] = []
  for (const chunk of chunks(moves)) {
    const wanted = valuesTable(
      { widget_id: 'integer', room_id: 'bigint', user_id: 'text', delivered: 'bigint', read: 'bigint' },
      chunk.map((move) => ({
        widget_id: move.widgetId,
        room_id: move.roomId,
        user_id: move.userId,
        delivered: move.deliveredSeq,
        read: move.readSeq,
      })),
    )
    const rows = await db
      .with('wanted(widget_id, room_id, user_id, delivered, read)', () => wanted)
      .selectFrom('wanted')
      .crossJoin('member as m')
      .crossJoin('room as r')
      .whereRef('m.widget_id', '=', 'wanted.widget_id')
      .whereRef('m.room_id', '=', 'wanted.room_id')
      .whereRef('m.user_id', '=', 'wanted.user_id')
      .whereRef('r.widget_id', '=', 'wanted.widget_id')
      .whereRef('r.id', '=', 'wanted.room_id')
      .where('m.state', 'in', PRESENT_STATES)
      .select(['m.widget_id', 'm.room_id', 'm.user_id', 'm.state', 'm.delivered_seq', 'm.read_seq', 'r.last_seq'])
      .select(['wanted.delivered', 'wanted.read'])
      .execute()
    for (const row of rows) {
      const readSeq = Math.max(row.read_seq, Math.min(row.read, row.last_seq))
      const deliveredSeq = Math.max(row.delivered_seq, readSeq, Math.min(row.delivered, row.last_seq))
      if (readSeq === row.read_seq && deliveredSeq === row.delivered_seq) continue
      const { widget_id: widgetId, room_id: roomId, user_id: userId, state } = row
      moved.push({ widgetId, roomId, userId, deliveredSeq, readSeq, state })
    }
  }
  for (const chunk of chunks(moved)) {
    const wanted = valuesTable(
      { widget_id: 'integer', room_id: 'bigint', user_id: 'text', delivered: 'bigint', read: 'bigint' },
      chunk.map((move) => ({
        widget_id: move.widgetId,
        room_id: move.roomId,
        user_id: move.userId,
        delivered: move.deliveredSeq,
        read: move.readSeq,
      })),
    )
    await db
      .with('wanted(widget_id, room_id, user_id, delivered, read)', () => wanted)
      .updateTable('member')
      .from('wanted')
      .set(({ ref }) => ({ delivered_seq: ref('wanted.delivered'), read_seq: ref('wanted.read') }))
      .whereRef('member.widget_id', '=', 'wanted.widget_id')
      .whereRef('member.room_id', '=', 'wanted.room_id')
      .whereRef('member.user_id', '=', 'wanted.user_id')
      .execute()
  }
  return moved
})
