import type { Kysely } from 'kysely'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import type { Database } from '../schema/schema.ts'

const places = cursorOf('number', 'user')

/** Reads the index `reaction_by_emoji` alone. @throws ChatError invalid_field */
export async function reactedWith(
  db: Kysely<Database>,
  widget_id: number,
  { room_id, seq, emoji }: { room_id: number; seq: number; emoji: string },
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<{ user_ids: string[]; next: string | null }> {
  const [at, user_id] = cursor === null ? ([0, ''] as const) : places.read(cursor)
  const rows = await db
    .selectFrom('reaction')
    .select(['user_id', 'reacted_at'])
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '=', seq)
    .where('emoji', '=', emoji)
    .where(({ eb, refTuple, tuple }) => eb(refTuple('reacted_at', 'user_id'), '>', tuple(at, user_id)))
    .orderBy('reacted_at')
    .orderBy('user_id')
    .limit(limit + 1)
    .execute()
  const { page, next } = pageOf(rows, limit, (last) => places.write(last.reacted_at, last.user_id))
  return { user_ids: page.map((row) => row.user_id), next }
}

export async function hasReacted(
  db: Kysely<Database>,
  widget_id: number,
  { room_id, seq, emoji }: { room_id: number; seq: number; emoji: string },
  user_id: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('reaction')
    .select('user_id')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '=', seq)
    .where('user_id', '=', user_id)
    .where('emoji', '=', emoji)
    .executeTakeFirst()
  return row !== undefined
}
