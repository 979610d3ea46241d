import { ROOM_TYPE } from '@imbachat/protocol'
import { type Kysely, type SqlBool, sql } from 'kysely'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import type { Member, Room } from '../../chat/ports.ts'
import { isPostgres } from '../postgres/is-postgres.ts'
import { toPicture, toRights } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { prepared } from '../statements/prepared.ts'
import { forRows } from '../statements/row-statements.ts'

export async function roomOfPipe(
  db: Kysely<Database>,
  widget_id: number,
  pipe: string,
): Promise<{ room_id: number; title: string | null; is_public: boolean } | null> {
  const [row] = await roomByPipe(db, { widget_id, pipe })
  return row ? { room_id: row.id, title: row.title, is_public: row.is_public !== 0 } : null
}

const roomByPipe = prepared((db, { widget_id, pipe }: { widget_id: number; pipe: string }) =>
  db
    .selectFrom('room')
    .select(['id', 'title', 'is_public'])
    .where('widget_id', '=', widget_id)
    .where('pipe', '=', pipe),
)

export async function publicRoom(db: Kysely<Database>, widget_id: number, room_id: number): Promise<Room | null> {
  const [row] = await publicRow(db, { widget_id, room_id })
  if (!row) return null
  const { rights, picture, ...room } = row
  return {
    ...room,
    rights: toRights(rights),
    widget_id,
    is_public: true,
    by_request: false,
    picture: toPicture(picture),
    closedBy: null,
    context: null,
    // of a user who is not in it
    answered_by: null,
  }
}

const publicRow = prepared((db, { widget_id, room_id }: { widget_id: number; room_id: number }) =>
  db
    .selectFrom('room')
    .select(['id as room_id', 'type', 'pipe', 'title', 'member_count', 'last_seq', 'last_rev'])
    .select(['created_at', 'active_at', 'uncounted', 'pins', 'description', 'rights', 'join_requests', 'picture'])
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .where('type', '!=', ROOM_TYPE.dialog)
    .where('is_public', '=', 1),
)

/**
 * A page of the members with state `joined`, read from the index `member_joined` alone: former members are not read.
 */
export async function membersOf(
  db: Kysely<Database>,
  widget_id: number,
  room_id: number,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<{ members: Member[]; next: string | null }> {
  const [after] = cursor === null ? [''] : places.read(cursor)
  const rows = await joinedAfter(db, { widget_id, room_id, after, count: limit + 1 })
  const { page, next } = pageOf(rows, limit, ({ user_id }) => places.write(user_id))
  return { members: page.map((row) => toMember(row, room_id)), next }
}

const places = cursorOf('user')

const toMember = (row: Omit<Member, 'room_id' | 'state'>, room_id: number): Member => ({
  ...row,
  room_id,
  state: 'joined',
})

type MembersPage = { widget_id: number; room_id: number; after: string; count: number }

const joinedAfter = prepared((db, { widget_id, room_id, after, count }: MembersPage) => {
  const user_id = inByteOrder(db)
  return db
    .selectFrom('member')
    .select(['user_id', 'role', 'delivered_seq', 'read_seq', 'read_uncounted'])
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where(sql<SqlBool>`state = 'joined'`)
    .where(user_id, '>', after)
    .orderBy(user_id)
    .limit(count)
})

export async function managersOf(
  db: Kysely<Database>,
  widget_id: number,
  room_id: number,
  limit: number,
): Promise<Member[]> {
  const rows = await managersOfRoom(db, { widget_id, room_id, count: limit })
  return rows.map((row) => toMember(row, room_id))
}

const managersOfRoom = prepared((db, { widget_id, room_id, count }: Omit<MembersPage, 'after'>) =>
  db
    .selectFrom('member')
    .select(['user_id', 'role', 'delivered_seq', 'read_seq', 'read_uncounted'])
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    // literal values, as the partial index has them
    .where(sql<SqlBool>`state = 'joined' and role <> 'member'`)
    // owners before admins
    .orderBy('role', 'desc')
    .orderBy('joined_at')
    .limit(count),
)

/**
 * SQLite compares text byte by byte. PostgreSQL does so only with this collation; otherwise it uses the database's
 * language.
 */
const inByteOrder = (db: Kysely<Database>) => (isPostgres(db) ? sql<string>`user_id collate "C"` : sql<string>`user_id`)

/** The users among these who are in the room now. */
export const joinedOf = (db: Kysely<Database>, widget_id: number, room_id: number, user_ids: readonly string[]) =>
  membersAmong(db, { widget_id, room_id, user_ids, joined: true })

/** The users among these who are or were in the room. */
export const everIn = (db: Kysely<Database>, widget_id: number, room_id: number, user_ids: readonly string[]) =>
  membersAmong(db, { widget_id, room_id, user_ids, joined: false })

async function membersAmong(
  db: Kysely<Database>,
  of: { widget_id: number; room_id: number; user_ids: readonly string[]; joined: boolean },
): Promise<string[]> {
  const rows = await forRows(
    db,
    of.joined ? 'joined of' : 'ever in',
    { widget_id: 'integer', room_id: 'bigint', user_id: 'text' },
    [...new Set(of.user_ids)].map((user_id) => ({ widget_id: of.widget_id, room_id: of.room_id, user_id })),
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
