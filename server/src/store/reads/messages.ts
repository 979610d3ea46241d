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
  after = 0,
): Promise<Message[]> {
  const before = beforeSeq ?? Number.MAX_SAFE_INTEGER
  const rows = await newestBefore(db, { widgetId, roomId, before, limit, after })
  return rows.map(toMessage).reverse()
}

const newestBefore = prepared((db, { widgetId, roomId, before, limit, after }: RoomPage & { before: number }) =>
  db
    .selectFrom('message')
    .select(MESSAGE_COLUMNS)
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('seq', '<', before)
    .where('seq', '>', after)
    .orderBy('seq', 'desc')
    .limit(limit),
)

/** `after`: messages up to this `seq` are left out */
type RoomPage = { widgetId: number; roomId: number; limit: number; after: number }

/**
 * Messages that changed after `rev`, in the order of their last change. Each message comes once, in its current state.
 */
export async function messagesSince(
  db: Kysely<Database>,
  widgetId: number,
  roomId: number,
  rev: number,
  limit: number,
  after = 0,
): Promise<Message[]> {
  const rows = await changedSince(db, { widgetId, roomId, rev, limit, after })
  return rows.map(toMessage)
}

const changedSince = prepared((db, { widgetId, roomId, rev, limit, after }: RoomPage & { rev: number }) =>
  db
    .selectFrom('message')
    .select(MESSAGE_COLUMNS)
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('rev', '>', rev)
    .where('seq', '>', after)
    .orderBy('rev')
    .limit(limit),
)
