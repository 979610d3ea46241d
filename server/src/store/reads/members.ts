import { anyUserId, ROOM_TYPE } from '@imbachat/protocol'
import { type Kysely, type SqlBool, sql } from 'kysely'
import { cursorError } from '../../chat/cursor.ts'
import type { Member, Room } from '../../chat/ports.ts'
import { isPostgres } from '../postgres/is-postgres.ts'
import { toPicture, toRights } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { prepared } from '../statements/prepared.ts'
import { forRows } from '../statements/row-statements.ts'

export async function roomOfPipe(
  db: Kysely<Database>,
  widgetId: number,
  pipe: string,
): Promise<{ roomId: number; title: string | null; isPublic: boolean } | null> {
  const [row] = await roomByPipe(db, { widgetId, pipe })
  return row ? { roomId: row.id, title: row.title, isPublic: row.is_public !== 0 } : null
}

const roomByPipe = prepared((db, { widgetId, pipe }: { widgetId: number; pipe: string }) =>
  db.selectFrom('room').select(['id', 'title', 'is_public']).where('widget_id', '=', widgetId).where('pipe', '=', pipe),
)

export async function publicRoom(db: Kysely<Database>, widgetId: number, roomId: number): Promise<Room | null> {
  const [row] = await publicRow(db, { widgetId, roomId })
  if (!row) return null
  const { rights, picture, ...room } = row
  return {
    ...room,
    rights: toRights(rights),
    widgetId,
    isPublic: true,
    byRequest: false,
    picture: toPicture(picture),
    blocked: false,
    archived: false,
    context: null,
  }
}

const publicRow = prepared((db, { widgetId, roomId }: { widgetId: number; roomId: number }) =>
  db
    .selectFrom('room')
    .select(['id as roomId', 'type', 'pipe', 'title', 'member_count as memberCount', 'last_seq as lastSeq'])
    .select(['last_rev as lastRev', 'created_at as createdAt', 'active_at as activeAt'])
    .select(['uncounted', 'pins', 'description', 'rights', 'join_requests as joinRequests', 'picture'])
    .where('widget_id', '=', widgetId)
    .where('id', '=', roomId)
    .where('type', '!=', ROOM_TYPE.dialog)
    .where('is_public', '=', 1),
)

/**
 * A page of the members with state `joined`, read from the index `member_joined` alone: former members are not read.
 */
export async function membersOf(
  db: Kysely<Database>,
  widgetId: number,
  roomId: number,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<{ members: Member[]; next: string | null }> {
  if (cursor !== null && !anyUserId.safeParse(cursor).success) {
    throw cursorError()
  }
  const rows = await joinedAfter(db, { widgetId, roomId, after: cursor ?? '', count: limit + 1 })
  const members = rows.slice(0, limit).map((row) => toMember(row, roomId))
  return { members, next: rows.length > limit ? (members.at(-1)?.userId ?? null) : null }
}

type JoinedRow = {
  user_id: string
  role: Member['role']
  delivered_seq: number
  read_seq: number
  read_uncounted: number
}

const toMember = (row: JoinedRow, roomId: number): Member => ({
  roomId,
  userId: row.user_id,
  state: 'joined',
  role: row.role,
  deliveredSeq: row.delivered_seq,
  readSeq: row.read_seq,
  readUncounted: row.read_uncounted,
})

type MembersPage = { widgetId: number; roomId: number; after: string; count: number }

const joinedAfter = prepared((db, { widgetId, roomId, after, count }: MembersPage) => {
  const userId = inByteOrder(db)
  return db
    .selectFrom('member')
    .select(['user_id', 'role', 'delivered_seq', 'read_seq', 'read_uncounted'])
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where(sql<SqlBool>`state = 'joined'`)
    .where(userId, '>', after)
    .orderBy(userId)
    .limit(count)
})

export async function managersOf(
  db: Kysely<Database>,
  widgetId: number,
  roomId: number,
  limit: number,
): Promise<Member[]> {
  const rows = await managersOfRoom(db, { widgetId, roomId, count: limit })
  return rows.map((row) => toMember(row, roomId))
}

const managersOfRoom = prepared((db, { widgetId, roomId, count }: Omit<MembersPage, 'after'>) =>
  db
    .selectFrom('member')
    .select(['user_id', 'role', 'delivered_seq', 'read_seq', 'read_uncounted'])
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    // literal values, as the partial index has them
    .where(sql<SqlBool>`state = 'joined' and role <> 'member'`)
    // owners before admins
    .orderBy('role', 'desc')
    .orderBy('joined_at')
    .limit(count),
)

/** SQLite compares text byte by byte. PostgreSQL does so only if told; otherwise it uses the database's language. */
const inByteOrder = (db: Kysely<Database>) => (isPostgres(db) ? sql<string>`user_id collate "C"` : sql<string>`user_id`)

/** Of these users the ones who are in the room now. */
export const joinedOf = (db: Kysely<Database>, widgetId: number, roomId: number, userIds: readonly string[]) =>
  membersAmong(db, { widgetId, roomId, userIds, joined: true })

/** Of these users the ones who are or were in the room. */
export const everIn = (db: Kysely<Database>, widgetId: number, roomId: number, userIds: readonly string[]) =>
  membersAmong(db, { widgetId, roomId, userIds, joined: false })

async function membersAmong(
  db: Kysely<Database>,
  of: { widgetId: number; roomId: number; userIds: readonly string[]; joined: boolean },
): Promise<string[]> {
  const rows = await forRows(
    db,
    of.joined ? 'joined of' : 'ever in',
    { widget_id: 'integer', room_id: 'bigint', user_id: 'text' },
    [...new Set(of.userIds)].map((userId) => ({ widget_id: of.widgetId, room_id: of.roomId, user_id: userId })),
    (wanted) => {
      const members = db
        .with('wanted(widget_id, room_id, user_id)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('member as m')
        .whereRef('m.widget_id', '=', 'wanted.widget_id')
        .whereRef('m.room_id', '=', 'wanted.room_id')
        .whereRef('m.user_id', '=', 'wanted.user_id')
        .select('m.user_id')
      return of.joined ? members.where('m.state', '=', 'joined') : members
    },
  )
  return rows.map((row) => row.user_id)
}
