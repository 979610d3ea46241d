import type { Kysely } from 'kysely'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import type { JoinRequest } from '../../chat/ports.ts'
import type { Database } from '../schema/schema.ts'
import { prepared } from '../statements/prepared.ts'

const places = cursorOf('number', 'user')

/** A page of the open requests to join a room, the earliest first. */
export async function joinRequestsOf(
  db: Kysely<Database>,
  widget_id: number,
  room_id: number,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<{ requests: JoinRequest[]; next: string | null }> {
  const [at, user] = cursor === null ? ([0, ''] as const) : places.read(cursor)
  const rows = await page(db, { widget_id, room_id, count: limit + 1, at, user })
  const { page: requests, next } = pageOf(rows, limit, ({ asked_at, user_id }) => places.write(asked_at, user_id))
  return { requests, next }
}

type Page = { widget_id: number; room_id: number; count: number; at: number; user: string }

const page = prepared((db, { widget_id, room_id, count, at, user }: Page) =>
  db
    .selectFrom('join_request')
    .select(['user_id', 'note', 'asked_at'])
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('declined_until', 'is', null)
    .where(({ or, and, eb }) => or([eb('asked_at', '>', at), and([eb('asked_at', '=', at), eb('user_id', '>', user)])]))
    .orderBy('asked_at')
    .orderBy('user_id')
    .limit(count),
)
