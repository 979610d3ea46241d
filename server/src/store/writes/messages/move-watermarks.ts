import type { Kysely } from 'kysely'
import type { MovedWatermark, MoveWatermarks } from '../../../chat/ports.ts'
import { PRESENT_STATES } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { sendAll } from '../../statements/finish.ts'
import { forRows, rowStatements } from '../../statements/row-statements.ts'
import type { Write } from '../write.ts'

const COLUMNS = {
  widget_id: 'integer',
  room_id: 'bigint',
  user_id: 'text',
  delivered: 'bigint',
  read: 'bigint',
} as const

/**
 * Watermarks only rise, never above `last_seq`, and a read message is also delivered. A constant number of statements,
 * however many writes.
 */
export const moveWatermarks: Write<readonly MoveWatermarks[], MovedWatermark[]> = async (
  db,
  inputs,
  _limits,
  finish = sendAll(db),
) => {
  const moved = new Map<string, MovedWatermark>()
  for (const row of await standing(db, highest(inputs.flat()))) {
    const read_seq = Math.max(row.read_seq, Math.min(row.read, row.last_seq))
    const delivered_seq = Math.max(row.delivered_seq, read_seq, Math.min(row.delivered, row.last_seq))
    if (read_seq === row.read_seq && delivered_seq === row.delivered_seq) continue
    const read_uncounted = read_seq === row.read_seq ? row.read_uncounted : (row.uncounted ?? 0)
    const { widget_id, room_id, user_id, state } = row
    const room = { type: row.type, member_count: row.member_count }
    const isRead = read_seq !== row.read_seq && { isRead: true as const }
    const now = { widget_id, room_id, user_id, delivered_seq, read_seq, read_uncounted, state, room, ...isRead }
    moved.set(keyOf(now), now)
  }
  const rows = [...moved.values()].map((now) => ({ ...toRow(now), uncounted: now.read_uncounted }))
  const statements = rowStatements(db, 'move watermarks', { ...COLUMNS, uncounted: 'bigint' }, rows, (wanted) =>
    db
      .with('wanted(widget_id, room_id, user_id, delivered, read, uncounted)', () => wanted)
      .updateTable('member')
      .from('wanted')
      .set(({ ref }) => ({
        delivered_seq: ref('wanted.delivered'),
        read_seq: ref('wanted.read'),
        read_uncounted: ref('wanted.uncounted'),
      }))
      .whereRef('member.widget_id', '=', 'wanted.widget_id')
      .whereRef('member.room_id', '=', 'wanted.room_id')
      .whereRef('member.user_id', '=', 'wanted.user_id'),
  )
  if (statements.length > 0) await finish(...statements)
  return inputs.map((moves) => moves.flatMap((move) => takeOut(moved, keyOf(move))))
}

const keyOf = ({ widget_id, room_id, user_id }: MoveWatermarks) => `${widget_id}/${room_id}/${user_id}`

/** One row per member, also if several writes move the same member's watermarks. */
function highest(moves: readonly MoveWatermarks[]): MoveWatermarks[] {
  const byMember = new Map<string, MoveWatermarks>()
  for (const move of moves) {
    const known = byMember.get(keyOf(move))
    const delivered_seq = Math.max(move.delivered_seq, known?.delivered_seq ?? 0)
    const read_seq = Math.max(move.read_seq, known?.read_seq ?? 0)
    byMember.set(keyOf(move), { ...move, delivered_seq, read_seq })
  }
  return [...byMember.values()]
}

/** Reports a moved watermark once, to the first write that asked for it. */
function takeOut(moved: Map<string, MovedWatermark>, key: string): MovedWatermark[] {
  const found = moved.get(key)
  moved.delete(key)
  return found ? [found] : []
}

/** The members' current watermarks, beside the wanted ones. */
function standing(db: Kysely<Database>, moves: readonly MoveWatermarks[]) {
  return forRows(db, 'watermarks', COLUMNS, moves.map(toRow), (wanted) =>
    db
      .with('wanted(widget_id, room_id, user_id, delivered, read)', () => wanted)
      .selectFrom('wanted')
      .crossJoin('member as m')
      .crossJoin('room as r')
      // the message up to which the member has read
      .leftJoin('message as up_to', (join) =>
        join
          .onRef('up_to.widget_id', '=', 'r.widget_id')
          .onRef('up_to.room_id', '=', 'r.id')
          .on(({ eb, ref }) =>
            eb(
              'up_to.seq',
              '=',
              eb
                .case()
                .when('wanted.read', '<', ref('r.last_seq'))
                .then(ref('wanted.read'))
                .else(ref('r.last_seq'))
                .end(),
            ),
          ),
      )
      .whereRef('m.widget_id', '=', 'wanted.widget_id')
      .whereRef('m.room_id', '=', 'wanted.room_id')
      .whereRef('m.user_id', '=', 'wanted.user_id')
      .whereRef('r.widget_id', '=', 'wanted.widget_id')
      .whereRef('r.id', '=', 'wanted.room_id')
      .where('m.state', 'in', PRESENT_STATES)
      .select(['m.widget_id', 'm.room_id', 'm.user_id', 'm.state', 'm.delivered_seq', 'm.read_seq', 'r.last_seq'])
      .select(['r.type', 'r.member_count', 'wanted.delivered', 'wanted.read'])
      .select(['m.read_uncounted', 'up_to.uncounted']),
  )
}

function toRow(move: MoveWatermarks) {
  return {
    widget_id: move.widget_id,
    room_id: move.room_id,
    user_id: move.user_id,
    delivered: move.delivered_seq,
    read: move.read_seq,
  }
}
