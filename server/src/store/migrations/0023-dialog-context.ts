import { type Kysely, sql } from 'kysely'

/** What a dialog is about, beside the room's title: its key holds only the site's id of it. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table room add column context text`.execute(db)
}
