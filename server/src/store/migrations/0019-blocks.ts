import { type Kysely, sql } from 'kysely'

/**
 * 1: one of a dialog's two users blocks the other. Sending reads the room anyway, so a block costs messages no query.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table room add column blocked integer not null default 0`.execute(db)
}
