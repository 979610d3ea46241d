import type { Kysely } from 'kysely'
import type { Database } from '../../schema/schema.ts'

/** From now on both members of the dialog may write. */
export async function acceptDialog(db: Kysely<Database>, widget_id: number, room_id: number): Promise<void> {
  await db
    .updateTable('member')
    .set({ state: 'joined' })
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('state', 'in', ['invited', 'requested', 'declined', 'left'])
    .execute()
}
