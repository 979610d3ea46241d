import type { Kysely } from 'kysely'

/** Written for messages that mention somebody. `user_id` '' stands for all members. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('mention')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('room_id', 'bigint', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('sender_id', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('mention_key', ['widget_id', 'room_id', 'user_id', 'seq'])
    .execute()
}
