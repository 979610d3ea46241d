import type { Kysely } from 'kysely'

/**
 * Indexes only the rooms that have such a name. An index of all rooms begins with the widget's number, as the key does.
 * PostgreSQL without statistics takes it to look up a room by number, and then reads every room of the widget for each
 * message.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const [index, name] of [
    ['room_by_pipe', 'pipe'],
    ['room_by_dialog', 'dialog_key'],
  ] as const) {
    await db.schema.dropIndex(index).execute()
    await db.schema
      .createIndex(index)
      .unique()
      .on('room')
      .columns(['widget_id', name])
      .where(name as never, 'is not', null)
      .execute()
  }
}
