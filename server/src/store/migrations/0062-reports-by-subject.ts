import { type Kysely, sql } from 'kysely'

/**
 * Open reports by what they are about, the oldest first: the queue shows the first one of each, and counts them. The
 * expressions are those of `moderation/reports/same-subject.ts`.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index report_open_subject on report (widget_id, user_id,
    (case when seq is null and held_client_id is null then 0 else room_id end), (coalesce(seq, 0)),
    (coalesce(held_client_id, '')), created_at, id) where closed_at is null`.execute(db)
}
