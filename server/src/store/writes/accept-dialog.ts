import type { Kysely } from 'kysely'
import type { Database } from '../schema.ts'

/** Both sides of a dialog that needed access may write from now on. */
export async function acceptDialog(db: Kysely<Database>, widgetId: number, roomId: number): Promise<void> {
  await db
    .updateTable('member')
    .set({ state: 'joined' })
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('state', 'in', ['invited', 'requested', 'declined', 'left'])
    .execute()
}
