import { type Kysely, sql } from 'kysely'

/** One note of a muted or banned user to the moderators, per restriction. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('appeal')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('restriction_id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('closed_at', 'bigint')
    .addColumn('closed_by', 'text')
    .addColumn('outcome', 'text')
    .addPrimaryKeyConstraint('appeal_key', ['widget_id', 'restriction_id'])
    .execute()
  await sql`create index appeal_by_time on appeal (widget_id, created_at)`.execute(db)
  await sql`create index appeal_of_user on appeal (widget_id, user_id)`.execute(db)
}
