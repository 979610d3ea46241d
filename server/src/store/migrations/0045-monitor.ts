import { type Kysely, sql } from 'kysely'

/** Who watches the messages of a widget as they come: each session began with a reason, which is in the audit log. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('monitor_session')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('started_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('monitor_session_key', ['widget_id', 'id'])
    .execute()
  await sql`create index report_of_message on report (widget_id, room_id, seq) where seq is not null`.execute(db)
}
