import type { Kysely } from 'kysely'

/**
 * Client ids are usually UUIDv7. In this column order, new ids of all rooms and senders go to the same few pages at the
 * end of the index, and not each to its own page.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.dropIndex('message_by_client_id').execute()
  await db.schema
    .createIndex('message_by_client_id')
    .unique()
    .on('message')
    .columns(['widget_id', 'client_id', 'sender_id', 'room_id'])
    .execute()
}
