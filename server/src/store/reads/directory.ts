import { ROOM_TYPE } from '@imbachat/protocol'
import { type Kysely, type SqlBool, sql } from 'kysely'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import type { ListedRoom } from '../../chat/ports.ts'
import { toPicture } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { prepared } from '../statements/prepared.ts'

type Reader = { widgetId: number; userId: string }

/** The most titles that one search reads. */
const MOST_TITLES = 10_000

/**
 * A page of the public rooms, and of those that users ask to join, with a title, the largest first, without those that
 * the user is banned from.
 */
export async function listedRooms(
  db: Kysely<Database>,
  widgetId: number,
  userId: string,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<{ rooms: ListedRoom[]; next: string | null }> {
  const rows = await page(db, { widgetId, userId, count: limit + 1, ...readCursor(cursor) })
  const { page: listed, next } = pageOf(rows, limit, placeAfter)
  return { rooms: listed.map(toListed), next }
}

const page = prepared((db, after: Reader & Place & { count: number }) => listedAfter(db, after).limit(after.count))

/** The titles of those rooms, in the same order, each with the cursor of what comes after it. */
export async function listedTitles(
  db: Kysely<Database>,
  widgetId: number,
  userId: string,
  cursor: string | null,
): Promise<{ roomId: number; title: string; cursor: string }[]> {
  const rows = await titles(db, { widgetId, userId, ...readCursor(cursor) })
  return rows.map((row) => ({ roomId: row.roomId, title: row.title ?? '', cursor: placeAfter(row) }))
}

const titles = prepared((db, after: Reader & Place) =>
  listedAfter(db, after)
    .clearSelect()
    .select(['r.id as roomId', 'r.title as title', 'r.member_count as memberCount'])
    .limit(MOST_TITLES),
)

const listedAfter = (db: Kysely<Database>, after: Reader & Place) =>
  listed(db, after).where(({ or, and, eb }) =>
    or([
      eb('r.member_count', '<', after.members),
      and([eb('r.member_count', '=', after.members), eb('r.id', '<', after.roomId)]),
    ]),
  )

/** One of those rooms; null: it is not listed, or the user is banned from it. */
export async function listedRoom(
  db: Kysely<Database>,
  widgetId: number,
  userId: string,
  roomId: number,
): Promise<ListedRoom | null> {
  const [row] = await one(db, { widgetId, userId, roomId })
  return row ? toListed(row) : null
}

const one = prepared((db, wanted: Reader & { roomId: number }) => listed(db, wanted).where('r.id', '=', wanted.roomId))

function listed(db: Kysely<Database>, { widgetId, userId }: Reader) {
  return (
    db
      .selectFrom('room as r')
      .leftJoin('member as me', (join) =>
        join.onRef('me.widget_id', '=', 'r.widget_id').onRef('me.room_id', '=', 'r.id').on('me.user_id', '=', userId),
      )
      .where('r.widget_id', '=', widgetId)
      // literal values, as the index `room_listed` has them
      .where(
        sql<SqlBool>`(r.is_public = 1 or r.by_request = 1) and r.title is not null and r.type = ${sql.lit(ROOM_TYPE.conference)}`,
      )
      .where(sql<SqlBool>`(me.state is null or me.state <> 'banned')`)
      // moderators archived it
      .where('r.blocked', '<=', 1)
      .orderBy('r.member_count', 'desc')
      .orderBy('r.id', 'desc')
      .select(['r.id as roomId', 'r.title as title', 'r.description as description'])
      .select(['r.member_count as memberCount', 'r.is_public as isPublic', 'r.picture', 'me.state as state'])
  )
}

type Selected = Awaited<ReturnType<ReturnType<typeof listed>['execute']>>[number]

const toListed = ({ roomId, title, description, memberCount, isPublic, picture, state }: Selected): ListedRoom => ({
  roomId,
  title: title ?? '',
  description,
  memberCount,
  joined: state === 'joined',
  byRequest: isPublic === 0,
  picture: toPicture(picture),
})

type Place = { members: number; roomId: number }

const places = cursorOf('number', 'number')

const placeAfter = ({ memberCount, roomId }: { memberCount: number; roomId: number }) =>
  places.write(memberCount, roomId)

function readCursor(cursor: string | null): Place {
  const [members, roomId] = cursor === null ? [Number.MAX_SAFE_INTEGER, 0] : places.read(cursor)
  return { members, roomId }
}
