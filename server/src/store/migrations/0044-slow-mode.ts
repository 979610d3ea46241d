import { type Kysely, sql } from 'kysely'

/** Written only in rooms with slow mode, so other messages cost what they did. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table member add column wrote_at bigint`.execute(db)
}
