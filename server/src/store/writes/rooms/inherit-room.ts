import { type Kysely, type SqlBool, sql } from 'kysely'
import type { Database } from '../../schema/schema.ts'
import { putRole } from './edit-room.ts'

/**
 * Gives a room whose owner has left to its oldest admin, else to its oldest member. Each is found by an index.
 * @returns the new owner; null: another owner is there, or nobody
 */
export async function inheritRoom(
  db: Kysely<Database>,
  room: { widgetId: number; roomId: number },
  leaver: string,
): Promise<string | null> {
  const { widgetId, roomId } = room
  const manager = await oldest(db, room, sql<SqlBool>`role <> 'member'`)
  if (manager?.role === 'owner') return null
  const heir = manager ?? (await oldest(db, room, sql<SqlBool>`role = 'member'`))
  if (!heir) return null
  await putRole(db, { widgetId, roomId }, leaver, 'member')
  await putRole(db, { widgetId, roomId }, heir.user_id, 'owner')
  return heir.user_id
}

/** @param which literal values, as the partial indexes `member_manager` and `member_by_age` have them */
function oldest(
  db: Kysely<Database>,
  { widgetId, roomId }: { widgetId: number; roomId: number },
  which: ReturnType<typeof sql<SqlBool>>,
) {
  return db
    .selectFrom('member')
    .select(['user_id', 'role'])
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where(sql<SqlBool>`state = 'joined'`)
    .where(which)
    .orderBy('role', 'desc')
    .orderBy('joined_at')
    .limit(1)
    .executeTakeFirst()
}
