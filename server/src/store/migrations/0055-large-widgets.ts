import { type Kysely, sql } from 'kysely'
import { isPostgres } from '../postgres/is-postgres.ts'

/**
 * Lists of moderators in their order, and the newest messages of a widget for the search. No column in an index here
 * changes when a message is sent.
 */
export async function up(db: Kysely<never>): Promise<void> {
  // This one comes first: it takes long, the search alone waits for it, and the others would be held meanwhile.
  if (isPostgres(db)) {
    await sql`create index message_search_by_time on message_search (widget_id, created_at, room_id, seq)`.execute(db)
  }
  await sql`create index report_open_about on report (widget_id, user_id, room_id, seq)
    where closed_at is null`.execute(db)
  await sql`create index appeal_open on appeal (widget_id, created_at, restriction_id)
    where closed_at is null`.execute(db)
  await sql`create index appeal_closed on appeal (widget_id, created_at, restriction_id)
    where closed_at is not null`.execute(db)
  await sql`create index chat_user_restricted_by_seen on chat_user (widget_id, coalesce(last_seen_at, 0), id)
    where standing is not null`.execute(db)
}
