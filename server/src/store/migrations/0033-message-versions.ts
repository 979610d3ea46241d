import type { Kysely } from 'kysely'

/** What edited messages said before, for widgets that keep it. Only edits write here. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('message_version')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('room_id', 'bigint', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('rev', 'bigint', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('parts', 'text')
    .addColumn('said_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('message_version_key', ['widget_id', 'room_id', 'seq', 'rev'])
    .execute()
}
