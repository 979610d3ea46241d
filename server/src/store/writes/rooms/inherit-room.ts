import { type Kysely, type SqlBool, sql } from 'kysely'
import type { Database } from '../../schema/schema.ts'
import { putRole } from './edit-room.ts'

/**
 * Gives a room whose owner has left to its oldest admin, else to its oldest member. Each is found by an index.
 * @returns the new owner; null: another owner is there, or nobody
 */
export async function inheritRoom(
  db: Kysely<Database>,
  room: { widget_id: number; room_id: number },
  leaver: string,
): Promise<string | null> {
  const { widget_id, room_id } = room
  const manager = await oldest(db, room, sql<SqlBool>`role <> 'member'`)
  if (manager?.role === 'owner') return null
  const heir = manager ?? (await oldest(db, room, sql<SqlBool>`role = 'member'`))
  if (!heir) return null
  await putRole(db, { widget_id, room_id }, leaver, 'member')
  await putRole(db, { widget_id, room_id }, heir.user_id, 'owner')
  return heir.user_id
}

/** @param which literal values, as the partial indexes `member_manager` and `member_by_age` have them */
function oldest(
  db: Kysely<Database>,
  { widget_id, room_id }: { widget_id: number; room_id: number },
  which: ReturnType<typeof sql<SqlBool>>,
) {
  return db
    .selectFrom('member')
    .select(['user_id', 'role'])
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where(sql<SqlBool>`state = 'joined'`)
    .where(which)
    .orderBy('role', 'desc')
    .orderBy('joined_at')
    .limit(1)
    .executeTakeFirst()
}
