import type { MemberState, Message, OwnItem } from '@imbachat/protocol'
import type { EventType } from '@imbachat/protocol/http/api/event-catalogue'
import { fromRow } from '@imbachat/server/chat/own-state/own-item'
import { toMessage } from '@imbachat/server/store/schema/rows'
import type { Database } from '@imbachat/server/store/schema/schema'
import { type Kysely, sql } from 'kysely'

export interface StoredRoom {
  widget: number
  room: number
  last_seq: number
  last_rev: number
  members: { user: string; state: MemberState; read_seq: number }[]
}

export type StoredMessage = Message & { widget: number; room: number }

/** One user's reaction, as `reactions.list` reads it; a message has a summary of its own. */
export interface StoredReaction {
  widget: number
  room: number
  seq: number
  emoji: string
  user: string
}

/** An event of a widget's log. */
export interface StoredEvent {
  widget: number
  id: number
  type: EventType
  room: number | null
  /** null: it is about no message */
  seq: number | null
}

export interface StoredOwnState {
  widget: number
  user: string
  last_rev: number
  items: OwnItem[]
}

/** Everything that the chat stores, from either database. */
export interface StoreExport {
  rooms: StoredRoom[]
  messages: StoredMessage[]
  reactions: StoredReaction[]
  own: StoredOwnState[]
  /** of the widgets that have one, from their first change on */
  logs: { widget: number; last_id: number }[]
  events: StoredEvent[]
}

/**
 * Call it when no writes happen any more: it runs several statements without a transaction.
 * @param widgets of these only; missing: of all
 */
export async function exportStore(db: Kysely<Database>, widgets?: readonly number[]): Promise<StoreExport> {
  const wanted = widgets === undefined ? sql<boolean>`true` : sql<boolean>`widget_id in (${sql.join([...widgets])})`
  const rooms = await db.selectFrom('room').select(['widget_id', 'id', 'last_seq', 'last_rev']).where(wanted).execute()
  const members = await db
    .selectFrom('member')
    .select(['widget_id', 'room_id', 'user_id', 'state', 'read_seq'])
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
  const reactions = await db
    .selectFrom('reaction')
    .select(['widget_id', 'room_id', 'seq', 'emoji', 'user_id'])
    .where(wanted)
    .execute()
  const owners = await db.selectFrom('own_state').selectAll().where(wanted).execute()
  const items = await db.selectFrom('own_item').selectAll().where(wanted).execute()
  const logs = await db.selectFrom('event_head').selectAll().where(wanted).execute()
  const events = await db
    .selectFrom('event')
    .select(['widget_id', 'id', 'type', 'room_id', 'data'])
    .where(wanted)
    .orderBy('widget_id')
    .orderBy('id')
    .execute()
  const itemsOf = Map.groupBy(items, (item) => `${item.widget_id}/${item.user_id}`)
  const membersOf = Map.groupBy(members, (member) => `${member.widget_id}/${member.room_id}`)
  return {
    rooms: rooms.map(({ widget_id, id, last_seq, last_rev }) => ({
      widget: widget_id,
      room: id,
      last_seq,
      last_rev,
      members: (membersOf.get(`${widget_id}/${id}`) ?? []).map(({ user_id, state, read_seq }) => ({
        user: user_id,
        state,
        read_seq,
      })),
    })),
    messages: messages.map((row) => ({ widget: row.widget_id, room: row.room_id, ...toMessage(row) })),
    reactions: reactions.map(({ widget_id, room_id, seq, emoji, user_id }) => ({
      widget: widget_id,
      room: room_id,
      seq,
      emoji,
      user: user_id,
    })),
    own: owners.map(({ widget_id, user_id, last_rev }) => ({
      widget: widget_id,
      user: user_id,
      last_rev,
      items: (itemsOf.get(`${widget_id}/${user_id}`) ?? []).map(({ key, user_rev, value }) =>
        fromRow({ key, rev: user_rev, value }),
      ),
    })),
    logs: logs.map(({ widget_id, last_id }) => ({ widget: widget_id, last_id })),
    events: events.map(({ widget_id, id, type, room_id, data }) => ({
      widget: widget_id,
      id,
      type: type as EventType,
      room: room_id,
      seq: type.startsWith('message.') ? ((JSON.parse(data) as { seq?: number }).seq ?? null) : null,
    })),
  }
}
