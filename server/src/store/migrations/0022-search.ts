import { type Kysely, sql } from 'kysely'
import { isPostgres } from '../postgres/is-postgres.ts'

/** The search index on PostgreSQL. With SQLite it has a file of its own. */
export async function up(db: Kysely<never>): Promise<void> {
  if (!isPostgres(db)) return
  await sql`create table message_search (
    widget_id integer not null, room_id bigint not null, seq bigint not null, rev bigint not null,
    created_at bigint not null, words tsvector not null, primary key (widget_id, room_id, seq)
  )`.execute(db)
  await sql`create index message_search_by_words on message_search using gin (words)`.execute(db)
  await sql`create table search_progress (
    widget_id integer not null, room_id bigint not null, rev bigint not null, primary key (widget_id, room_id)
  )`.execute(db)
}
