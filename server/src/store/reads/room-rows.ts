import { type DialogContext, ROOM_TYPE } from '@imbachat/protocol'
import { type Kysely, sql } from 'kysely'
import type { RoomRow } from '../../chat/ports.ts'
import { closedBy } from '../../chat/rooms/room-block.ts'
import { type MessageRow, toMessage, toPicture, toRights } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { answeredBy, botsInRoom } from './bots.ts'

/**
 * The id of room `r` if it is a dialog, to look up its other member by key. It is null for a group or channel, so that
 * none of its members is read.
 */
export const dialogRoom = sql<number>`(case when r.type = ${sql.lit(ROOM_TYPE.dialog)} then r.id end)`

/**
 * A column of the row that another row is looked up for, as a sum: PostgreSQL then looks the other row up by its whole
 * key. From bare columns its planner derives that both rows have the widget of the whole query. Where most widgets have
 * one room, it expects one such row, and reads all rows of the widget for each row that it joins.
 */
export const from = (column: 'me.widget_id' | 'me.room_id' | 'r.widget_id' | 'peer.widget_id') =>
  sql<number>`(${sql.ref(column)} + 0)`

/**
 * One user's rooms with the user's membership, a dialog's other member and the last message: one row per room, in one
 * statement.
 */
export function selectRoomRows(db: Kysely<Database>, widget_id: number, user_id: string) {
  return db
    .selectFrom('member as me')
    .innerJoin('room as r', (join) =>
      join.on('r.widget_id', '=', from('me.widget_id')).on('r.id', '=', from('me.room_id')),
    )
    .leftJoin('member as peer', (join) =>
      join
        .on('peer.widget_id', '=', from('r.widget_id'))
        .on('peer.room_id', '=', dialogRoom)
        .onRef('peer.user_id', '!=', 'me.user_id'),
    )
    .leftJoin('message as m', (join) =>
      join
        .on('m.widget_id', '=', from('r.widget_id'))
        .onRef('m.room_id', '=', 'r.id')
        .onRef('m.seq', '=', 'r.last_seq'),
    )
    .where('me.widget_id', '=', widget_id)
    .where('me.user_id', '=', user_id)
    .select([
      'r.id',
      'r.type',
      'r.pipe',
      'r.title',
      'r.context',
      'r.description',
      'r.rights',
      'r.is_public',
      'r.by_request',
      'r.picture',
      'r.join_requests',
      'r.member_count',
      'r.blocked',
      'r.last_seq',
      'r.last_rev',
      'r.active_at',
      'r.uncounted as room_uncounted',
      'r.pins',
      'r.handover',
    ])
    .select(botsInRoom(widget_id).as('bots'))
    .select('r.created_at as room_created_at')
    .select(['me.state', 'me.role', 'me.delivered_seq', 'me.read_seq', 'me.read_uncounted', 'me.cleared_seq'])
    .select([
      'peer.user_id as peer_id',
      'peer.state as peer_state',
      'peer.delivered_seq as peer_delivered_seq',
      'peer.read_seq as peer_read_seq',
      'peer.read_uncounted as peer_read_uncounted',
    ])
    .select(['m.seq', 'm.rev', 'm.client_id', 'm.sender_id', 'm.text', 'm.reply_to'])
    .select(['m.created_at', 'm.edited_at', 'm.deleted_at', 'm.pinned_at', 'm.reactions', 'm.attachments', 'm.parts'])
    .select(['m.system', 'm.uncounted'])
}

type Selected = Awaited<ReturnType<ReturnType<typeof selectRoomRows>['execute']>>[number]

export function toRoomRow(row: Selected, widget_id: number, user_id: string): RoomRow {
  const { id: room_id } = row
  return {
    room: {
      widget_id,
      room_id,
      type: row.type,
      pipe: row.pipe,
      title: row.title,
      context: row.context === null ? null : (JSON.parse(row.context) as DialogContext),
      description: row.description,
      rights: toRights(row.rights),
      is_public: row.is_public !== 0,
      by_request: row.by_request !== 0,
      picture: toPicture(row.picture),
      join_requests: row.join_requests,
      member_count: row.member_count,
      last_seq: row.last_seq,
      last_rev: row.last_rev,
      closedBy: closedBy(row.type, row.blocked),
      uncounted: row.room_uncounted,
      pins: row.pins,
      answered_by: answeredBy(row.bots, row.handover),
      created_at: row.room_created_at,
      active_at: row.active_at,
    },
    member: {
      room_id,
      user_id,
      state: row.state,
      role: row.role,
      delivered_seq: row.delivered_seq,
      read_seq: row.read_seq,
      read_uncounted: row.read_uncounted,
    },
    peer:
      row.peer_id === null
        ? null
        : {
            room_id,
            user_id: row.peer_id,
            // If a left join matched, it has every column of the row.
            state: row.peer_state as NonNullable<typeof row.peer_state>,
            role: 'member',
            delivered_seq: row.peer_delivered_seq ?? 0,
            read_seq: row.peer_read_seq ?? 0,
            read_uncounted: row.peer_read_uncounted ?? 0,
          },
    last_message: row.seq === null || row.seq <= row.cleared_seq ? null : toMessage(row as MessageRow),
    cleared_seq: row.cleared_seq,
  }
}
