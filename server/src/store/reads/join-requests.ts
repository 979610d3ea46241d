import type { Kysely } from 'kysely'
import { cursorError } from '../../chat/cursor-error.ts'
import type { JoinRequest } from '../../chat/ports.ts'
import { prepared } from '../prepared.ts'
import type { Database } from '../schema.ts'

/** A page of the open requests to join a room, the earliest first. */
export async function joinRequestsOf(
  db: Kysely<Database>,
  widgetId: number,
  roomId: number,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<{ requests: JoinRequest[]; next: string | null }> {
  const after = cursor === null ? { at: 0, user: '' } : readCursor(cursor)
  const rows = await page(db, { widgetId, roomId, count: limit + 1, ...after })
  const requests = rows.slice(0, limit)
  const last = requests.at(-1)
  return { requests, next: rows.length > limit && last ? `${last.askedAt}.${last.userId}` : null }
}

type Page = { widgetId: number; roomId: number; count: number; at: number; user: string }

const page = prepared((db, { widgetId, roomId, count, at, user }: Page) =>
  db
    .selectFrom('join_request')
    .select(['user_id as userId', 'note', 'asked_at as askedAt'])
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('declined_until', 'is', null)
    .where(({ or, and, eb }) => or([eb('asked_at', '>', at), and([eb('asked_at', '=', at), eb('user_id', '>', user)])]))
    .orderBy('asked_at')
    .orderBy('user_id')
    .limit(count),
)

function readCursor(cursor: string): { at: number; user: string } {
  const match = /^(\d{1,15})\.(.+)$/s.exec(cursor)
  if (!match) throw cursorError()
  return { at: Number(match[1]), user: match[2] ?? '' }
}
