import { ROOM_TYPE } from '@imbachat/protocol'
import { type Kysely, sql } from 'kysely'
import type { Database } from '../../server/src/store/schema/schema.ts'
import { chunks } from '../../server/src/store/statements/chunks.ts'

export interface RoomPlan {
  id: number
  members: string[]
  /** messages that it begins with */
  messages: number
  /** whether every user may join */
  isPublic?: boolean
}

/** Rooms without messages, each with users of its own. @param members of a room */
export function emptyRooms(count: number, members: number): { userIds: string[]; rooms: RoomPlan[] } {
  const userIds = Array.from({ length: count * members }, (_, index) => `u${index + 1}`)
  const rooms = Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    members: userIds.slice(index * members, (index + 1) * members),
    messages: 0,
  }))
  return { userIds, rooms }
}

const SAMPLE = `'${'A message of the average length in some group. '.repeat(2)}'`

const DAY_MS = 86_400_000
/** Of a filled room: its messages were written one a second, from twelve days ago on. */
const BETWEEN_MS = 1_000

/**
 * Adds groups and channels with their members as the store would have them: over the protocol it would take longer than
 * the bench.
 * @param text in SQL, where `n.i` is the message's number and `r` its room
 */
export async function addRooms(
  db: Kysely<Database>,
  widgetId: number,
  rooms: readonly RoomPlan[],
  text = SAMPLE,
): Promise<void> {
  const now = Date.now()
  const roomRows = rooms.map(({ id, members, messages, isPublic = false }) => ({
    widget_id: widgetId,
    id,
    type: ROOM_TYPE.conference,
    pipe: null,
    title: `Room ${id}`,
    is_public: isPublic ? 1 : 0,
    dialog_key: null,
    member_count: members.length,
    last_seq: messages,
    last_rev: messages,
    created_at: now - 12 * DAY_MS,
    active_at: now - DAY_MS + id,
  }))
  for (const some of chunks(roomRows)) await db.insertInto('room').values(some).execute()
  const memberRows = rooms.flatMap(({ id, members, messages }) =>
    members.map((user_id) => ({
      widget_id: widgetId,
      room_id: id,
      user_id,
      state: 'joined' as const,
      role: 'member' as const,
      delivered_seq: messages,
      read_seq: messages,
      joined_at: now - 12 * DAY_MS,
    })),
  )
  for (const some of chunks(memberRows)) await db.insertInto('member').values(some).execute()
  await addMessages(db, widgetId, rooms, text)
  await db
    .updateTable('widget')
    .set({ last_room_id: Math.max(...rooms.map((room) => room.id)) })
    .where('id', '=', widgetId)
    .execute()
}

/** As many rows as one statement inserts within the time that the store gives it, also on a busy machine. */
const ROWS_AT_ONCE = 20_000

/** By statements that write many rows: inserting a million rows one by one would take longer than the bench. */
async function addMessages(
  db: Kysely<Database>,
  widgetId: number,
  rooms: readonly RoomPlan[],
  text: string,
): Promise<void> {
  const first = Math.min(...rooms.map((room) => room.id))
  const last = Math.max(...rooms.map((room) => room.id))
  for (let from = 1; ; ) {
    const left = rooms.filter((room) => room.messages >= from).length
    if (left === 0) return
    const until = from + Math.ceil(ROWS_AT_ONCE / left)
    await sql`
      insert into message (widget_id, room_id, seq, rev, client_id, sender_id, text, created_at)
      with recursive n(i) as (select ${sql.lit(from)} union all select i + 1 from n where i + 1 < ${sql.lit(until)})
      select r.widget_id, r.id, n.i, n.i, 'seeded-' || n.i, 'u1', ${sql.raw(text)},
        r.created_at + n.i * ${sql.lit(BETWEEN_MS)}
      from room r join n on n.i <= r.last_seq
      where r.widget_id = ${sql.lit(widgetId)} and r.id between ${sql.lit(first)} and ${sql.lit(last)}`.execute(db)
    from = until
  }
}

/** Users that the site has just described. */
export async function addUsers(db: Kysely<Database>, widgetId: number, userIds: readonly string[]): Promise<void> {
  const now = Date.now()
  const rows = userIds.map((id) => ({
    widget_id: widgetId,
    id,
    name: `User ${id}`,
    role: 'user' as const,
    profiles: '{}',
    extra: '{}',
    synced_at: now,
  }))
  for (const some of chunks(rows)) await db.insertInto('chat_user').values(some).execute()
}
