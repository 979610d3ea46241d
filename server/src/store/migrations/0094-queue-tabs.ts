import { type Kysely, sql } from 'kysely'

/** What a moderator works on and what is put off, listed and counted without reading the whole queue. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index report_assigned on report (widget_id, assigned_to, created_at, id)
    where closed_at is null and assigned_to is not null`.execute(db)
  await sql`create index report_snoozed on report (widget_id, snoozed_until)
    where closed_at is null and snoozed_until is not null`.execute(db)
}
