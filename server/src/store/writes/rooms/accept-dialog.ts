import type { Kysely } from 'kysely'
import type { Database } from '../../schema/schema.ts'

/** From now on both members of the dialog may write. */
export async function acceptDialog(db: Kysely<Database>, widgetId: number, roomId: number): Promise<void> {
  await db
    .updateTable('member')
    .set({ state: 'joined' })
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('state', 'in', ['invited', 'requested', 'declined', 'left'])
    .execute()
}
