import type { MemberState, Message } from '@imbachat/protocol'
import { toMessage } from '@imbachat/server/store/rows'
import type { Database } from '@imbachat/server/store/schema'
import { type Kysely, sql } from 'kysely'

export interface StoredRoom {
  widget: number
  room: number
  last_seq: number
  last_rev: number
  members: { user: string; state: MemberState }[]
}

export type StoredMessage = Message & { widget: number; room: number }

/** Everything that the chat stores, from either database. */
export interface StoreExport {
  rooms: StoredRoom[]
  messages: StoredMessage[]
}

/**
 * Call it when no writes happen any more: it runs three statements without a transaction.
 * @param widgets of these only; missing: of all
 */
export async function exportStore(db: Kysely<Database>, widgets?: readonly number[]): Promise<StoreExport> {
  const wanted = widgets === undefined ? sql<boolean>`true` : sql<boolean>`widget_id in (${sql.join([...widgets])})`
  const rooms = await db.selectFrom('room').select(['widget_id', 'id', 'last_seq', 'last_rev']).where(wanted).execute()
  const members = await db
    .selectFrom('member')
    .select(['widget_id', 'room_id', 'user_id', 'state'])
    .where(wanted)
    .execute()
  const messages = await db
    .selectFrom('message')
    .selectAll()
    .where(wanted)
    .orderBy('widget_id')
    .orderBy('room_id')
    .orderBy('seq')
    .execute()
  const membersOf = Map.groupBy(members, (member) => `${member.widget_id}/${member.room_id}`)
  return {
    rooms: rooms.map(({ widget_id, id, last_seq, last_rev }) => ({
      widget: widget_id,
      room: id,
      last_seq,
      last_rev,
      members: (membersOf.get(`${widget_id}/${id}`) ?? []).map(({ user_id, state }) => ({ user: user_id, state })),
    })),
    messages: messages.map((row) => ({ widget: row.widget_id, room: row.room_id, ...toMessage(row) })),
  }
}
