import { type Kysely, sql } from 'kysely'

/** What users report. The messages around it are a copy, so that deleting them destroys no evidence. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('report')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('room_id', 'bigint', (c) => c.notNull())
    .addColumn('seq', 'bigint')
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('reporter_id', 'text', (c) => c.notNull())
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('comment', 'text', (c) => c.notNull())
    .addColumn('messages', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('closed_at', 'bigint')
    .addColumn('closed_by', 'text')
    .addColumn('outcome', 'text')
    .addPrimaryKeyConstraint('report_key', ['widget_id', 'id'])
    .execute()
  await sql`create index report_open on report (widget_id, created_at, id) where closed_at is null`.execute(db)
  await sql`create index report_closed on report (widget_id, created_at, id) where closed_at is not null`.execute(db)
  await db.schema
    .createIndex('report_by_reporter')
    .on('report')
    .columns(['widget_id', 'reporter_id', 'room_id', 'user_id'])
    .execute()
}
