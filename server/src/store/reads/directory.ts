import { type ListedRoom, ROOM_TYPE } from '@imbachat/protocol'
import { type Kysely, type SqlBool, sql } from 'kysely'
import { cursorOf, pageOf } from '../../chat/cursor.ts'

import { toPicture } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { prepared } from '../statements/prepared.ts'

type Reader = { widget_id: number; user_id: string }

/** The most titles that one search reads. */
const MOST_TITLES = 10_000

/**
 * A page of the public rooms, and of those that users ask to join, with a title, the largest first, without those that
 * the user is banned from.
 */
export async function listedRooms(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<{ rooms: ListedRoom[]; next: string | null }> {
  const rows = await page(db, { widget_id, user_id, count: limit + 1, ...readCursor(cursor) })
  const { page: listed, next } = pageOf(rows, limit, placeAfter)
  return { rooms: listed.map(toListed), next }
}

const page = prepared((db, after: Reader & Place & { count: number }) => listedAfter(db, after).limit(after.count))

/** The titles of those rooms, in the same order, each with the cursor of the next entry. */
export async function listedTitles(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  cursor: string | null,
): Promise<{ room_id: number; title: string; cursor: string }[]> {
  const rows = await titles(db, { widget_id, user_id, ...readCursor(cursor) })
  return rows.map((row) => ({ room_id: row.room_id, title: row.title ?? '', cursor: placeAfter(row) }))
}

const titles = prepared((db, after: Reader & Place) =>
  listedAfter(db, after).clearSelect().select(['r.id as room_id', 'r.title', 'r.member_count']).limit(MOST_TITLES),
)

const listedAfter = (db: Kysely<Database>, after: Reader & Place) =>
  listed(db, after).where(({ or, and, eb }) =>
    or([
      eb('r.member_count', '<', after.members),
      and([eb('r.member_count', '=', after.members), eb('r.id', '<', after.room_id)]),
    ]),
  )

/** One of those rooms; null: it is not listed, or the user is banned from it. */
export async function listedRoom(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  room_id: number,
): Promise<ListedRoom | null> {
  const [row] = await one(db, { widget_id, user_id, room_id })
  return row ? toListed(row) : null
}

const one = prepared((db, wanted: Reader & { room_id: number }) =>
  listed(db, wanted).where('r.id', '=', wanted.room_id),
)

function listed(db: Kysely<Database>, { widget_id, user_id }: Reader) {
  return (
    db
      .selectFrom('room as r')
      .leftJoin('member as me', (join) =>
        join.onRef('me.widget_id', '=', 'r.widget_id').onRef('me.room_id', '=', 'r.id').on('me.user_id', '=', user_id),
      )
      .where('r.widget_id', '=', widget_id)
      // literal values, as the index `room_listed` has them
      .where(
        sql<SqlBool>`(r.is_public = 1 or r.by_request = 1) and r.title is not null and r.type = ${sql.lit(ROOM_TYPE.conference)}`,
      )
      .where(sql<SqlBool>`(me.state is null or me.state <> 'banned')`)
      // moderators archived it
      .where('r.blocked', '<=', 1)
      .orderBy('r.member_count', 'desc')
      .orderBy('r.id', 'desc')
      .select(['r.id as room_id', 'r.title', 'r.description'])
      .select(['r.member_count', 'r.is_public', 'r.picture', 'me.state'])
  )
}

type Selected = Awaited<ReturnType<ReturnType<typeof listed>['execute']>>[number]

const toListed = ({ room_id, title, description, member_count, is_public, picture, state }: Selected): ListedRoom => ({
  room_id,
  title: title ?? '',
  description,
  member_count,
  joined: state === 'joined',
  by_request: is_public === 0,
  picture: toPicture(picture),
})

type Place = { members: number; room_id: number }

const places = cursorOf('number', 'number')

const placeAfter = ({ member_count, room_id }: { member_count: number; room_id: number }) =>
  places.write(member_count, room_id)

function readCursor(cursor: string | null): Place {
  const [members, room_id] = cursor === null ? [Number.MAX_SAFE_INTEGER, 0] : places.read(cursor)
  return { members, room_id }
}
