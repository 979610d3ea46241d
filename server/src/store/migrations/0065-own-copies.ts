import { type Kysely, sql } from 'kysely'

/** A shadow-banned user's message has a place in what its author sees, and what its author did with it. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table held_message add column own_copy text`.execute(db)
  await sql`alter table held_message add column deleted_at bigint`.execute(db)
}
