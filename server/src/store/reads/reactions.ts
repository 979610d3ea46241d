import type { Kysely } from 'kysely'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import type { Database } from '../schema/schema.ts'

const places = cursorOf('number', 'rest')

/** Reads the index `reaction_by_emoji` alone. @throws ChatError invalid_field */
export async function reactedWith(
  db: Kysely<Database>,
  widgetId: number,
  { roomId, seq, emoji }: { roomId: number; seq: number; emoji: string },
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<{ userIds: string[]; next: string | null }> {
  const [at, userId] = cursor === null ? ([0, ''] as const) : places.read(cursor)
  const rows = await db
    .selectFrom('reaction')
    .select(['user_id', 'reacted_at'])
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('seq', '=', seq)
    .where('emoji', '=', emoji)
    .where(({ eb, refTuple, tuple }) => eb(refTuple('reacted_at', 'user_id'), '>', tuple(at, userId)))
    .orderBy('reacted_at')
    .orderBy('user_id')
    .limit(limit + 1)
    .execute()
  const { page, next } = pageOf(rows, limit, (last) => places.write(last.reacted_at, last.user_id))
  return { userIds: page.map((row) => row.user_id), next }
}

export async function hasReacted(
  db: Kysely<Database>,
  widgetId: number,
  { roomId, seq, emoji }: { roomId: number; seq: number; emoji: string },
  userId: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('reaction')
    .select('user_id')
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('seq', '=', seq)
    .where('user_id', '=', userId)
    .where('emoji', '=', emoji)
    .executeTakeFirst()
  return row !== undefined
}
