import { type Kysely, sql } from 'kysely'

/**
 * Who works on a report, until when it is put off, and what the team says about it. Figures of decisions read their
 * index alone: a report's copied messages are long.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('report').addColumn('assigned_to', 'text').execute()
  await db.schema.alterTable('report').addColumn('snoozed_until', 'bigint').execute()
  await sql`create index report_decided on report (widget_id, closed_at, created_at, user_id, room_id, seq,
    held_client_id, closed_by, outcome, reason, source, id) where closed_at is not null`.execute(db)
  await db.schema
    .createTable('report_note')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('room_id', 'bigint', (c) => c.notNull())
    .addColumn('seq', 'bigint')
    .addColumn('held_client_id', 'text')
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('written_by', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('report_note_key', ['widget_id', 'id'])
    .execute()
  await sql`create index report_note_of_user on report_note (widget_id, user_id, created_at)`.execute(db)
}
