import type { Message } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import { prepared } from '../prepared.ts'
import { MESSAGE_COLUMNS, toMessage } from '../rows.ts'
import type { Database } from '../schema.ts'

/** Oldest first: the last `limit` messages before `beforeSeq`, or the newest ones. */
export async function messagesBefore(
  db: Kysely<Database>,
  widgetId: number,
  roomId: number,
  beforeSeq: number | null,
  limit: number,
): Promise<Message[]> {
  const before = beforeSeq ?? Number.MAX_SAFE_INTEGER
  const rows = await newestBefore(db, { widgetId, roomId, before, limit })
  return rows.map(toMessage).reverse()
}

const newestBefore = prepared((db, { widgetId, roomId, before, limit }: RoomPage & { before: number }) =>
  db
    .selectFrom('message')
    .select(MESSAGE_COLUMNS)
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('seq', '<', before)
    .orderBy('seq', 'desc')
    .limit(limit),
)

type RoomPage = { widgetId: number; roomId: number; limit: number }

/**
 * Messages that changed after `rev`, in the order of their last change. Each message comes once, in its current state.
 */
export async function messagesSince(
  db: Kysely<Database>,
  widgetId: number,
  roomId: number,
  rev: number,
  limit: number,
): Promise<Message[]> {
  const rows = await changedSince(db, { widgetId, roomId, rev, limit })
  return rows.map(toMessage)
}

const changedSince = prepared((db, { widgetId, roomId, rev, limit }: RoomPage & { rev: number }) =>
  db
    .selectFrom('message')
    .select(MESSAGE_COLUMNS)
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('rev', '>', rev)
    .orderBy('rev')
    .limit(limit),
)
