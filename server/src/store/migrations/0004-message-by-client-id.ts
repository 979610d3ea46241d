import type { Kysely } from 'kysely'

/**
 * Client ids are UUIDv7 by custom: in this order new ones of all rooms and senders go to the same few pages at the index's end, and not
 * each to a page of its own.
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
