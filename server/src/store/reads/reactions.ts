import type { Kysely } from 'kysely'
import { cursorError } from '../../chat/cursor-error.ts'
import type { Database } from '../schema.ts'

/** Reads the index `reaction_by_emoji` alone. @throws ChatError invalid_field */
export async function reactedWith(
  db: Kysely<Database>,
  widgetId: number,
  { roomId, seq, emoji }: { roomId: number; seq: number; emoji: string },
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<{ userIds: string[]; next: string | null }> {
  const { at, userId } = cursor === null ? { at: 0, userId: '' } : placeOf(cursor)
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
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const next = rows.length > limit && last ? `${last.reacted_at}:${last.user_id}` : null
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

function placeOf(cursor: string): { at: number; userId: string } {
  const [, at, userId] = /^(\d{1,15}):(.+)$/s.exec(cursor) ?? []
  if (at === undefined || userId === undefined) {
    throw cursorError()
  }
  return { at: Number(at), userId }
}
