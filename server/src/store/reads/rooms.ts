import { ROOM_TYPE } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { Membership, RoomHead, RoomRow, RoomSize } from '../../chat/ports.ts'
import { dialogKey, PRESENT_STATES } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { prepared } from '../statements/prepared.ts'
import { forRows } from '../statements/row-statements.ts'
import { dialogRoom, from, selectRoomRows, toRoomRow } from './room-rows.ts'

export async function roomOf(
  db: Kysely<Database>,
  widgetId: number,
  roomId: number,
  userId: string,
): Promise<RoomRow | null> {
  const [row] = await roomRow(db, { widgetId, roomId, userId })
  return row ? toRoomRow(row, widgetId, userId) : null
}

const roomRow = prepared((db, { widgetId, roomId, userId }: Reader & { roomId: number }) =>
  selectRoomRows(db, widgetId, userId).where('me.room_id', '=', roomId),
)

type Reader = { widgetId: number; userId: string }

export async function roomSizesOf(
  db: Kysely<Database>,
  widgetId: number,
  userId: string,
): Promise<(RoomSize & { roomId: number })[]> {
  return [...(await roomSizes(db, { widgetId, userId }))]
}

const roomSizes = prepared((db, { widgetId, userId }: Reader) =>
  db
    .selectFrom('member as me')
    .innerJoin('room as r', (join) =>
      join.on('r.widget_id', '=', from('me.widget_id')).on('r.id', '=', from('me.room_id')),
    )
    .select(['r.id as roomId', 'r.type as type', 'r.member_count as memberCount'])
    .where('me.widget_id', '=', widgetId)
    .where('me.user_id', '=', userId)
    .where('me.state', 'in', PRESENT_STATES),
)

export async function roomHeadsOf(
  db: Kysely<Database>,
  widgetId: number,
  userIds: readonly string[],
): Promise<RoomHead[]> {
  return forRows(
    db,
    'room heads',
    { widget_id: 'integer', user_id: 'text' },
    userIds.map((userId) => ({ widget_id: widgetId, user_id: userId })),
    (wanted) =>
      db
        .with('wanted(widget_id, user_id)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('member as me')
        .crossJoin('room as r')
        .whereRef('me.widget_id', '=', 'wanted.widget_id')
        .whereRef('me.user_id', '=', 'wanted.user_id')
        .where('me.state', 'in', PRESENT_STATES)
        .where('r.widget_id', '=', from('me.widget_id'))
        .where('r.id', '=', from('me.room_id'))
        .select(['me.user_id as userId', 'me.room_id as roomId', 'me.state as state', 'r.last_rev as lastRev']),
  )
}

export function roomHeadsAfter(
  db: Kysely<Database>,
  widgetId: number,
  userId: string,
  after: number,
  limit: number,
): Promise<readonly RoomHead[]> {
  return pageOfHeads(db, { widgetId, userId, after, limit })
}

const pageOfHeads = prepared((db, { widgetId, userId, after, limit }: Reader & { after: number; limit: number }) =>
  db
    .selectFrom('member as me')
    .innerJoin('room as r', (join) =>
      join.on('r.widget_id', '=', from('me.widget_id')).on('r.id', '=', from('me.room_id')),
    )
    .select(['me.user_id as userId', 'me.room_id as roomId', 'me.state as state', 'r.last_rev as lastRev'])
    .where('me.widget_id', '=', widgetId)
    .where('me.user_id', '=', userId)
    .where('me.room_id', '>', after)
    .where('me.state', 'in', PRESENT_STATES)
    .orderBy('me.room_id')
    .limit(limit),
)

export async function roomCountOf(
  db: Kysely<Database>,
  widgetId: number,
  userId: string,
  most: number,
): Promise<number> {
  const [row] = await countRooms(db, { widgetId, userId, most })
  return Number(row?.rooms ?? 0)
}

const countRooms = prepared((db, { widgetId, userId, most }: Reader & { most: number }) =>
  db
    .selectFrom(
      db
        .selectFrom('member as me')
        .where('me.widget_id', '=', widgetId)
        .where('me.user_id', '=', userId)
        .where('me.state', 'in', PRESENT_STATES)
        .limit(most)
        .select('me.room_id')
        .as('mine'),
    )
    .select(({ fn }) => fn.countAll<number>().as('rooms')),
)

export async function membershipsOf(
  db: Kysely<Database>,
  widgetId: number,
  userId: string,
  roomIds: readonly number[],
): Promise<Membership[]> {
  const rows = await forRows(
    db,
    'memberships',
    { widget_id: 'integer', user_id: 'text', room_id: 'bigint' },
    [...new Set(roomIds)].map((roomId) => ({ widget_id: widgetId, user_id: userId, room_id: roomId })),
    (wanted) =>
      db
        .with('wanted(widget_id, user_id, room_id)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('member as me')
        .crossJoin('room as r')
        .leftJoin('member as peer', (join) =>
          join
            .on('peer.widget_id', '=', from('r.widget_id'))
            .on('peer.room_id', '=', dialogRoom)
            .onRef('peer.user_id', '!=', 'me.user_id'),
        )
        .whereRef('me.widget_id', '=', 'wanted.widget_id')
        .whereRef('me.room_id', '=', 'wanted.room_id')
        .whereRef('me.user_id', '=', 'wanted.user_id')
        .where('me.state', 'in', PRESENT_STATES)
        .whereRef('r.widget_id', '=', 'wanted.widget_id')
        .whereRef('r.id', '=', 'wanted.room_id')
        .select([
          'me.room_id',
          'me.state',
          'me.cleared_seq',
          'peer.user_id as peer_id',
          'peer.state as peer_state',
          'r.last_rev',
        ])
        .select(['r.type', 'r.member_count', 'r.blocked']),
  )
  return rows.map((row) => ({
    roomId: row.room_id,
    state: row.state,
    peerId: row.peer_id,
    peerState: row.peer_state,
    lastRev: row.last_rev,
    clearedSeq: row.cleared_seq,
    blocked: row.blocked !== 0,
    room: { type: row.type, memberCount: row.member_count },
  }))
}

export async function dialogOf(
  db: Kysely<Database>,
  widgetId: number,
  userId: string,
  peerId: string,
  contextId?: string,
): Promise<number | null> {
  const [row] = await dialogOfPair(db, { widgetId, key: dialogKey(userId, peerId, contextId) })
  return row?.id ?? null
}

const dialogOfPair = prepared((db, { widgetId, key }: { widgetId: number; key: string }) =>
  db.selectFrom('room').select('id').where('widget_id', '=', widgetId).where('dialog_key', '=', key),
)

export async function dialogPeers(
  db: Kysely<Database>,
  widgetId: number,
  userId: string,
  limit: number,
): Promise<{ userId: string; name: string }[]> {
  return [...(await peersByActivity(db, { widgetId, userId, count: limit }))]
}

const peersByActivity = prepared((db, { widgetId, userId, count }: Reader & { count: number }) =>
  db
    .selectFrom('member as me')
    .innerJoin('room as r', (join) =>
      join.on('r.widget_id', '=', from('me.widget_id')).on('r.id', '=', from('me.room_id')),
    )
    .innerJoin('member as peer', (join) =>
      join
        .on('peer.widget_id', '=', from('r.widget_id'))
        .on('peer.room_id', '=', dialogRoom)
        .onRef('peer.user_id', '!=', 'me.user_id'),
    )
    .innerJoin('chat_user as u', (join) =>
      join.on('u.widget_id', '=', from('peer.widget_id')).onRef('u.id', '=', 'peer.user_id'),
    )
    .where('me.widget_id', '=', widgetId)
    .where('me.user_id', '=', userId)
    .where('me.state', 'in', PRESENT_STATES)
    .where('r.type', '=', ROOM_TYPE.dialog)
    .where('r.last_seq', '>', 0)
    // two users have a dialog for each context
    .groupBy(['u.id', 'u.name'])
    .orderBy(({ fn }) => fn.max('r.active_at'), 'desc')
    .orderBy(({ fn }) => fn.max('r.id'), 'desc')
    .limit(count)
    .select(['u.id as userId', 'u.name as name']),
)
