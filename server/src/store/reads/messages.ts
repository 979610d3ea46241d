import type { Message } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import { MESSAGE_COLUMNS, toMessage } from '../rows.ts'
import type { Database } from '../schema.ts'

/** Oldest first: the last `limit` before `beforeSeq`, or the newest. */
export async function messagesBefore(
  db: Kysely<Database>,
  widgetId: number,
  roomId: number,
  beforeSeq: number | null,
  limit: number,
): Promise<Message[]> {
  const rows = await db
    .selectFrom('message')
    .select(MESSAGE_COLUMNS)
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('seq', '<', beforeSeq ?? Number.MAX_SAFE_INTEGER)
    .orderBy('seq', 'desc')
    .limit(limit)
    .execute()
  return rows.reverse().map(toMessage)
}

/** What changed after `rev`, in the order in which it changed; each message once, as it is now. */
export async function messagesSince(
  db: Kysely<Database>,
  widgetId: number,
  roomId: number,
  rev: number,
  limit: number,
): Promise<Message[]> {
  const rows = await db
    .selectFrom('message')
    .select(MESSAGE_COLUMNS)
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('rev', '>', rev)
    .orderBy('rev')
    .limit(limit)
    .execute()
  return rows.map(toMessage)
}
