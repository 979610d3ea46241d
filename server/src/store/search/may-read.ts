import type { Kysely } from 'kysely'
import { prepared } from '../prepared.ts'
import { PRESENT_STATES } from '../rows.ts'
import type { Database } from '../schema.ts'

/** The rooms that a user may read, each with the `seq` up to which the user has cleared it. */
export async function roomsToRead(
  db: Kysely<Database>,
  widgetId: number,
  userId: string,
): Promise<Map<number, number>> {
  const rows = await presentIn(db, { widgetId, userId })
  return new Map(rows.map(({ roomId, clearedSeq }) => [roomId, clearedSeq]))
}

const presentIn = prepared((db, { widgetId, userId }: { widgetId: number; userId: string }) =>
  db
    .selectFrom('member')
    .select(['room_id as roomId', 'cleared_seq as clearedSeq'])
    .where('widget_id', '=', widgetId)
    .where('user_id', '=', userId)
    .where('state', 'in', PRESENT_STATES),
)
