import { type Kysely, sql } from 'kysely'

/** Whether bots or people answer in a room; null: it was never handed over. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table room add column handover text`.execute(db)
}
