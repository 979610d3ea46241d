import { type Kysely, sql } from 'kysely'

/** The index has pinned messages alone, so sending a message writes nothing to it. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table message add column pinned_at bigint`.execute(db)
  await sql`create index message_pinned on message (widget_id, room_id, seq) where pinned_at is not null`.execute(db)
  await sql`alter table room add column pins integer not null default 0`.execute(db)
}
