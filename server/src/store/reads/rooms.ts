import { ChatError, ROOM_TYPE } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { Membership, RoomHead, RoomRow } from '../../domain/ports.ts'
import { chunks } from '../chunks.ts'
import { prepared } from '../prepared.ts'
import { dialogKey, PRESENT_STATES } from '../rows.ts'
import type { Database } from '../schema.ts'
import { selectRoomRows, toRoomRow } from './room-rows.ts'

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

/** By last activity, newest first. The cursor is the last row's place, so rooms that move up meanwhile are never skipped, only repeated. */
export async function roomsOf(
  db: Kysely<Database>,
  widgetId: number,
  userId: string,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<{ rooms: RoomRow[]; next: string | null }> {
  const page = { widgetId, userId, count: limit + 1 }
  const rows = cursor === null ? await firstRooms(db, page) : await roomsAfter(db, { ...page, ...readCursor(cursor) })
  const rooms = rows.slice(0, limit).map((row) => toRoomRow(row, widgetId, userId))
  const last = rooms.at(-1)
  const next = rows.length > limit && last ? `${last.room.activeAt}.${last.room.roomId}` : null
  return { rooms, next }
}

type Reader = { widgetId: number; userId: string }
type Page = Reader & { count: number }

const firstRooms = prepared((db, page: Page) => withTheirRows(db, page, active(db, page)))

const roomsAfter = prepared((db, page: Page & { activeAt: number; roomId: number }) =>
  withTheirRows(
    db,
    page,
    active(db, page).where(({ or, and, eb }) =>
      or([
        eb('r.active_at', '<', page.activeAt),
        and([eb('r.active_at', '=', page.activeAt), eb('r.id', '<', page.roomId)]),
      ]),
    ),
  ),
)

/** The page's rooms by number alone: all rooms of the user are looked at, and their peers and messages are not. */
function active(db: Kysely<Database>, { widgetId, userId, count }: Page) {
  return db
    .selectFrom('member as me')
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'me.widget_id').onRef('r.id', '=', 'me.room_id'))
    .where('me.widget_id', '=', widgetId)
    .where('me.user_id', '=', userId)
    .where('me.state', 'in', PRESENT_STATES)
    .where('r.last_seq', '>', 0)
    .orderBy('r.active_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(count)
    .select('r.id')
}

function withTheirRows(db: Kysely<Database>, { widgetId, userId }: Page, rooms: ReturnType<typeof active>) {
  return selectRoomRows(db, widgetId, userId)
    .where('me.room_id', 'in', rooms)
    .orderBy('r.active_at', 'desc')
    .orderBy('r.id', 'desc')
}

function readCursor(cursor: string): { activeAt: number; roomId: number } {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(cursor)
  if (!match) throw new ChatError('invalid_field', 'cursor must be `next` of the page before', { field: 'cursor' })
  return { activeAt: Number(match[1]), roomId: Number(match[2]) }
}

export async function roomIdsOf(db: Kysely<Database>, widgetId: number, userId: string): Promise<number[]> {
  const rows = await roomIds(db, { widgetId, userId })
  return rows.map((row) => row.room_id)
}

const roomIds = prepared((db, { widgetId, userId }: Reader) =>
  db
    .selectFrom('member')
    .select('room_id')
    .where('widget_id', '=', widgetId)
    .where('user_id', '=', userId)
    .where('state', 'in', PRESENT_STATES),
)

export async function roomHeadsOf(
  db: Kysely<Database>,
  widgetId: number,
  userIds: readonly string[],
): Promise<RoomHead[]> {
  const heads: RoomHead[] = []
  for (const chunk of chunks(userIds)) {
    const rows = await db
      .selectFrom('member as me')
      .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'me.widget_id').onRef('r.id', '=', 'me.room_id'))
      .where('me.widget_id', '=', widgetId)
      .where('me.user_id', 'in', chunk)
      .where('me.state', 'in', PRESENT_STATES)
      .select(['me.user_id as userId', 'me.room_id as roomId', 'me.state as state', 'r.last_rev as lastRev'])
      .execute()
    heads.push(...rows)
  }
  return heads
}

export async function membershipsOf(
  db: Kysely<Database>,
  widgetId: number,
  userId: string,
  roomIds: readonly number[],
): Promise<Membership[]> {
  if (roomIds.length === 0) return []
  const rows = await db
    .selectFrom('member as me')
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'me.widget_id').onRef('r.id', '=', 'me.room_id'))
    .leftJoin('member as peer', (join) =>
      join
        .onRef('peer.widget_id', '=', 'me.widget_id')
        .onRef('peer.room_id', '=', 'me.room_id')
        .onRef('peer.user_id', '!=', 'me.user_id')
        .on('r.type', '=', ROOM_TYPE.dialog),
    )
    .where('me.widget_id', '=', widgetId)
    .where('me.user_id', '=', userId)
    .where('me.room_id', 'in', roomIds)
    .where('me.state', 'in', PRESENT_STATES)
    .select(['me.room_id', 'me.state', 'peer.user_id as peer_id', 'peer.state as peer_state'])
    .execute()
  return rows.map((row) => ({
    roomId: row.room_id,
    state: row.state,
    peerId: row.peer_id,
    peerState: row.peer_state,
  }))
}

export async function dialogOf(
  db: Kysely<Database>,
  widgetId: number,
  userId: string,
  peerId: string,
): Promise<number | null> {
  const row = await db
    .selectFrom('room')
    .select('id')
    .where('widget_id', '=', widgetId)
    .where('dialog_key', '=', dialogKey(userId, peerId))
    .executeTakeFirst()
  return row?.id ?? null
}

/** Compared, never counted by message. */
export async function unreadRooms(db: Kysely<Database>, widgetId: number, userId: string): Promise<number> {
  const { unread } = await db
    .selectFrom('member as me')
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'me.widget_id').onRef('r.id', '=', 'me.room_id'))
    .where('me.widget_id', '=', widgetId)
    .where('me.user_id', '=', userId)
    .where('me.state', 'in', PRESENT_STATES)
    .whereRef('r.last_seq', '>', 'me.read_seq')
    .select(({ fn }) => fn.countAll<number>().as('unread'))
    .executeTakeFirstOrThrow()
  return Number(unread)
}
