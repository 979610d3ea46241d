import { type Kysely, sql } from 'kysely'

/**
 * Warnings, mutes and bans of users as moderators gave them, and what holds now beside the user: the sender's row is
 * read anyway, so checking it costs a message no statement.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('restriction')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('until', 'bigint')
    .addColumn('report_id', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('lifted_at', 'bigint')
    .addColumn('lifted_by', 'text')
    .addPrimaryKeyConstraint('restriction_key', ['widget_id', 'id'])
    .execute()
  await db.schema
    .createIndex('restriction_of_user')
    .on('restriction')
    .columns(['widget_id', 'user_id', 'created_at'])
    .execute()
  await sql`alter table chat_user add column standing text`.execute(db)
  await sql`create index chat_user_restricted on chat_user (widget_id, id) where standing is not null`.execute(db)
}
