import type { Kysely } from 'kysely'

/**
 * Rooms by what names them, without those that have no such name. An index of all rooms begins with the widget's number like the key does, and
 * PostgreSQL without statistics takes it for a room by its number: then it reads every room of the widget for each message.
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
