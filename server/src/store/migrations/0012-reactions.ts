import { type Kysely, sql } from 'kysely'

/**
 * Stores each reaction in a row, and on the message a summary that all members see. Reading messages therefore reads no
 * further table.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('reaction')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('room_id', 'bigint', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('emoji', 'text', (c) => c.notNull())
    .addColumn('reacted_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('reaction_key', ['widget_id', 'room_id', 'seq', 'user_id', 'emoji'])
    .execute()
  await db.schema
    .createIndex('reaction_by_emoji')
    .on('reaction')
    .columns(['widget_id', 'room_id', 'seq', 'emoji', 'reacted_at', 'user_id'])
    .execute()
  await sql`alter table message add column reactions text`.execute(db)
}
