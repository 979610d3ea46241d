import { type DialogContext, ROOM_TYPE, type RoomFilter } from '@imbachat/protocol'
import { type Kysely, type SqlBool, sql } from 'kysely'
import type { RoomCounts, RoomRow } from '../../chat/ports.ts'
import { placeCursor, type RoomPlace, readPlace } from '../../chat/rooms/room-place.ts'
import { PRESENT_STATES } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { prepared } from '../statements/prepared.ts'
import { dialogRoom, from, selectRoomRows, toRoomRow } from './room-rows.ts'

/** `at`: now, milliseconds; a muted room stays in the archive */
type Reader = { widget_id: number; user_id: string; at: number }
type Page = Reader & { count: number }

/**
 * By last activity, newest first; the pinned rooms come before the first page of `all`. The cursor is the position of
 * the last row: a room that moves up meanwhile may be repeated but is never skipped.
 */
export async function roomsOf(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  { cursor, limit, filter, at }: { cursor: string | null; limit: number; filter?: RoomFilter | undefined; at: number },
): Promise<{ rooms: RoomRow[]; next: string | null }> {
  const page = { widget_id, user_id, at, count: limit + 1 }
  const { first, after } = pages[filter ?? 'every']
  const rows = cursor === null ? await first(db, page) : await after(db, { ...page, ...readPlace(cursor) })
  const rooms = rows.slice(0, limit).map((row) => toRoomRow(row, widget_id, user_id))
  const last = rooms.at(-1)
  const next = rows.length > limit && last ? placeCursor(last.room) : null
  if (filter !== 'all' || cursor !== null) return { rooms, next }
  const top = await pinned(db, page)
  return { rooms: [...top.map((row) => toRoomRow(row, widget_id, user_id)), ...rooms], next }
}

/** Moderators archived it for everybody: see `chat/rooms/room-block.ts`. */
const byModerators = sql<SqlBool>`(r.blocked > 1)`

/**
 * The next message takes a room out of the archive, unless the user muted the room. This is computed, because a message
 * changes no other member's row.
 */
const archived = (at: number) =>
  sql<SqlBool>`
    (${byModerators} or (me.archived_seq is not null and (r.last_seq <= me.archived_seq or me.muted_until > ${at})))`
const notArchived = (at: number) =>
  sql<SqlBool>`
    (not ${byModerators} and (me.archived_seq is null or (r.last_seq > me.archived_seq and me.muted_until <= ${at})))`
/** The list has a dialog once it has a message, and a group or channel as soon as the user is a member. */
const named = sql<SqlBool>`(r.last_seq > me.hidden_seq or r.type <> ${sql.lit(ROOM_TYPE.dialog)})`
/** Notices do not count. */
const unread = sql<SqlBool>`
  (r.last_seq - r.uncounted > me.read_seq - me.read_uncounted or me.marked_unread <> 0)`
const invited = sql<SqlBool>`me.state = 'invited'`

const CONDITIONS: Record<RoomFilter | 'every', (at: number) => readonly ReturnType<typeof sql<SqlBool>>[]> = {
  every: () => [],
  all: (at) => [notArchived(at), sql<SqlBool>`me.pinned_order is null`],
  unread: (at) => [notArchived(at), unread],
  requests: (at) => [notArchived(at), invited],
  archive: (at) => [archived(at)],
}

const pages = {
  every: pagesOf('every'),
  all: pagesOf('all'),
  unread: pagesOf('unread'),
  requests: pagesOf('requests'),
  archive: pagesOf('archive'),
}

/** Each part of the list is a statement of its own, compiled once. */
function pagesOf(filter: keyof typeof CONDITIONS) {
  const first = prepared((db, page: Page) => withTheirRows(db, page, active(db, page, filter)))
  const after = prepared((db, page: Page & RoomPlace) =>
    withTheirRows(
      db,
      page,
      active(db, page, filter).where(({ or, and, eb }) =>
        or([
          eb('r.active_at', '<', page.active_at),
          and([eb('r.active_at', '=', page.active_at), eb('r.id', '<', page.room_id)]),
        ]),
      ),
    ),
  )
  return { first, after }
}

/** Finds the page's rooms by number. It reads all of the user's rooms but not their peers and messages. */
function active(db: Kysely<Database>, page: Page, filter: keyof typeof CONDITIONS) {
  return listed(db, page)
    .where(({ and }) => and(CONDITIONS[filter](page.at)))
    .orderBy('r.active_at', 'desc')
    .orderBy('r.id', 'desc')
    .limit(page.count)
    .select('r.id')
}

function listed(db: Kysely<Database>, { widget_id, user_id }: Pick<Reader, 'widget_id' | 'user_id'>) {
  return db
    .selectFrom('member as me')
    .innerJoin('room as r', (join) =>
      join.on('r.widget_id', '=', from('me.widget_id')).on('r.id', '=', from('me.room_id')),
    )
    .where('me.widget_id', '=', widget_id)
    .where('me.user_id', '=', user_id)
    .where('me.state', 'in', PRESENT_STATES)
    .where(named)
}

function withTheirRows(db: Kysely<Database>, { widget_id, user_id }: Page, rooms: ReturnType<typeof active>) {
  return selectRoomRows(db, widget_id, user_id)
    .where('me.room_id', 'in', rooms)
    .orderBy('r.active_at', 'desc')
    .orderBy('r.id', 'desc')
}

/** At most `PINNED_ROOMS`, read from the index `member_pinned`. */
const pinned = prepared((db, { widget_id, user_id }: Reader) =>
  selectRoomRows(db, widget_id, user_id)
    .where(sql<SqlBool>`me.pinned_order is not null`)
    .where('r.blocked', '<=', 1)
    .where('me.state', 'in', PRESENT_STATES)
    .where(named)
    .orderBy('me.pinned_order', 'desc')
    .orderBy('r.id', 'desc'),
)

/** The most names that one search reads. */
const MOST_NAMES = 10_000

export async function roomNames(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
): Promise<(RoomPlace & { name: string })[]> {
  const rows = await namesByActivity(db, { widget_id, user_id, at: 0, count: MOST_NAMES })
  return rows.map(({ room_id, active_at, title, pipe, peer, context }) => {
    const about = context === null ? '' : ` ${(JSON.parse(context) as DialogContext).title}`
    return { room_id, active_at, name: `${peer ?? title ?? pipe ?? ''}${about}` }
  })
}

const namesByActivity = prepared((db, page: Page) =>
  active(db, page, 'every')
    .leftJoin('member as peer', (join) =>
      join
        .on('peer.widget_id', '=', from('r.widget_id'))
        .on('peer.room_id', '=', dialogRoom)
        .onRef('peer.user_id', '!=', 'me.user_id'),
    )
    .leftJoin('chat_user as u', (join) =>
      join.on('u.widget_id', '=', from('peer.widget_id')).onRef('u.id', '=', 'peer.user_id'),
    )
    .clearSelect()
    .select(['r.id as room_id', 'r.active_at', 'r.title', 'r.pipe', 'r.context', 'u.name as peer']),
)

/** Compares watermarks and counts no messages. */
export async function roomCounts(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  at: number,
): Promise<RoomCounts> {
  const [row] = await counts(db, { widget_id, user_id, at })
  return { unread: Number(row?.unread), requests: Number(row?.requests), archived: Number(row?.archived) }
}

const counts = prepared((db, { widget_id, user_id, at }: Reader) => {
  const count = (...all: ReturnType<typeof sql<SqlBool>>[]) =>
    sql<number>`count(case when ${sql.join(all, sql` and `)} then 1 end)`
  return listed(db, { widget_id, user_id }).select([
    count(notArchived(at), unread).as('unread'),
    count(notArchived(at), invited).as('requests'),
    count(archived(at)).as('archived'),
  ])
})
