import type { Message } from '@imbachat/protocol'
import { type Kysely, sql } from 'kysely'
import type { MessageKey, MessageParts, MessageVersion } from '../../chat/ports.ts'
import { isPostgres } from '../postgres/is-postgres.ts'
import { MESSAGE_COLUMNS, toMessage } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { prepared } from '../statements/prepared.ts'
import { forRows } from '../statements/row-statements.ts'

/** Oldest first: the last `limit` messages before `before_seq`, or the newest ones. */
export async function messagesBefore(
  db: Kysely<Database>,
  widget_id: number,
  room_id: number,
  before_seq: number | null,
  limit: number,
  after = 0,
): Promise<Message[]> {
  const before = before_seq ?? Number.MAX_SAFE_INTEGER
  const rows = await newestBefore(db, { widget_id, room_id, before, limit, after })
  return rows.map(toMessage).reverse()
}

const newestBefore = prepared((db, { widget_id, room_id, before, limit, after }: RoomPage & { before: number }) =>
  db
    .selectFrom('message')
    .select(MESSAGE_COLUMNS)
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '<', before)
    .where('seq', '>', after)
    .orderBy('seq', 'desc')
    .limit(limit),
)

export async function messageAt(
  db: Kysely<Database>,
  widget_id: number,
  room_id: number,
  seq: number,
): Promise<Message | null> {
  const [row] = await bySeq(db, { widget_id, room_id, seq })
  return row ? toMessage(row) : null
}

const bySeq = prepared((db, { widget_id, room_id, seq }: { widget_id: number; room_id: number; seq: number }) =>
  db
    .selectFrom('message')
    .select(MESSAGE_COLUMNS)
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '=', seq),
)

/** The message that the sender stored under this client id; null: no message. */
export async function messageSent(
  db: Kysely<Database>,
  widget_id: number,
  { room_id, sender_id, client_id }: Omit<MessageKey, 'widget_id'>,
): Promise<Message | null> {
  const row = await db
    .selectFrom('message')
    .select(MESSAGE_COLUMNS)
    .where('widget_id', '=', widget_id)
    .where('client_id', '=', client_id)
    .where('sender_id', '=', sender_id)
    // Not a bare column: without statistics, a planner would read all of the room's messages.
    .where(({ eb, lit }) => eb(eb('room_id', '+', lit(0)), '=', room_id))
    .executeTakeFirst()
  return row ? toMessage(row) : null
}

/** Did the sender use this client id, for a message that is stored or was held? */
export async function wasSent(
  db: Kysely<Database>,
  widget_id: number,
  sent: Omit<MessageKey, 'widget_id'>,
): Promise<boolean> {
  const { room_id, sender_id, client_id } = sent
  if ((await messageSent(db, widget_id, sent)) !== null) return true
  const held = db
    .selectFrom('held_message')
    .select('client_id')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('sender_id', '=', sender_id)
    .where('client_id', '=', client_id)
  return (await held.executeTakeFirst()) !== undefined
}

/** The messages in the order of the places; null: the message does not exist. */
export async function messagesAt(
  db: Kysely<Database>,
  widget_id: number,
  places: readonly { room_id: number; seq: number }[],
): Promise<(Message | null)[]> {
  const rows = await forRows(
    db,
    'messages at',
    { widget_id: 'integer', room_id: 'bigint', seq: 'bigint' },
    places.map(({ room_id, seq }) => ({ widget_id, room_id, seq })),
    (wanted) =>
      db
        .with('wanted(widget_id, room_id, seq)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('message as m')
        .whereRef('m.widget_id', '=', 'wanted.widget_id')
        .whereRef('m.room_id', '=', 'wanted.room_id')
        .whereRef('m.seq', '=', 'wanted.seq')
        .select('m.room_id')
        .select(MESSAGE_COLUMNS.map((column) => `m.${column}` as const)),
  )
  const byPlace = new Map(rows.map((row) => [`${row.room_id}/${row.seq}`, toMessage(row)]))
  return places.map(({ room_id, seq }) => byPlace.get(`${room_id}/${seq}`) ?? null)
}

/** `after`: messages up to this `seq` are left out */
type RoomPage = { widget_id: number; room_id: number; limit: number; after: number }

/**
 * Messages that changed after `rev`, in the order of their last change. Each message comes once, in its current state.
 */
export async function messagesSince(
  db: Kysely<Database>,
  widget_id: number,
  room_id: number,
  rev: number,
  limit: number,
  after = 0,
): Promise<Message[]> {
  const rows = await changedSince(db, { widget_id, room_id, rev, limit, after })
  return rows.map(toMessage)
}

const changedSince = prepared((db, { widget_id, room_id, rev, limit, after }: RoomPage & { rev: number }) =>
  db
    .selectFrom('message')
    .select(MESSAGE_COLUMNS)
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('rev', '>', rev)
    .where('seq', '>', after)
    .orderBy('rev')
    .limit(limit),
)

/**
 * The same of many rooms, at most `each` messages of one, in the order of the rooms. PostgreSQL answers in one round
 * trip; SQLite, which has no lateral joins, reads in this process.
 */
export async function messagesSinceOfEach(
  db: Kysely<Database>,
  rooms: readonly { widget_id: number; room_id: number; rev: number }[],
  each: number,
): Promise<Message[][]> {
  if (!isPostgres(db)) {
    const found: Message[][] = []
    for (const { widget_id, room_id, rev } of rooms) found.push(await messagesSince(db, widget_id, room_id, rev, each))
    return found
  }
  const rows = await forRows(
    db,
    'messagesSinceOfEach',
    { widget_id: 'integer', room_id: 'bigint', rev: 'bigint', most: 'integer' },
    rooms.map(({ widget_id, room_id, rev }) => ({ widget_id, room_id, rev, most: each })),
    (wanted) =>
      db
        .with('wanted(widget_id, room_id, rev, most)', () => wanted)
        .selectFrom('wanted')
        .crossJoinLateral((input) =>
          input
            .selectFrom('message')
            .select(MESSAGE_COLUMNS)
            .whereRef('widget_id', '=', 'wanted.widget_id')
            .whereRef('room_id', '=', 'wanted.room_id')
            .whereRef('message.rev', '>', 'wanted.rev')
            .orderBy('message.rev')
            .limit(sql<number>`wanted.most`)
            .as('m'),
        )
        .select(['wanted.widget_id', 'wanted.room_id'])
        .select(MESSAGE_COLUMNS.map((column) => `m.${column}` as const))
        .orderBy('m.rev'),
  )
  const found = new Map(rooms.map(({ widget_id, room_id }) => [`${widget_id}/${room_id}`, [] as Message[]]))
  for (const row of rows) found.get(`${row.widget_id}/${row.room_id}`)?.push(toMessage(row))
  return [...found.values()]
}

/** Earlier versions of an edited message, the newest first. */
export async function versionsOf(
  db: Kysely<Database>,
  widget_id: number,
  room_id: number,
  seq: number,
): Promise<MessageVersion[]> {
  const rows = await db
    .selectFrom('message_version')
    .select(['text', 'parts', 'said_at'])
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '=', seq)
    .orderBy('rev', 'desc')
    .execute()
  return rows.map(({ text, parts, said_at: at }) => ({
    text,
    parts: parts === null ? {} : (JSON.parse(parts) as MessageParts),
    at,
  }))
}

type PinnedPage = { widget_id: number; room_id: number; before: number; after: number; limit: number }

/** Read from the index `message_pinned` alone. */
export async function pinnedMessages(
  db: Kysely<Database>,
  widget_id: number,
  room_id: number,
  { before_seq, afterSeq, limit }: { before_seq: number | null; afterSeq: number; limit: number },
): Promise<Message[]> {
  const before = before_seq ?? Number.MAX_SAFE_INTEGER
  const rows = await pinnedBefore(db, { widget_id, room_id, before, after: afterSeq, limit })
  return rows.map(toMessage)
}

const pinnedBefore = prepared((db, { widget_id, room_id, before, after, limit }: PinnedPage) =>
  db
    .selectFrom('message')
    .select(MESSAGE_COLUMNS)
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '<', before)
    .where('seq', '>', after)
    .where('pinned_at', 'is not', null)
    .orderBy('seq', 'desc')
    .limit(limit),
)
