import { type Kysely, sql } from 'kysely'

/** The file itself is an `attachment` of the room with `seq` 0: no message has that place. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table room add column picture text`.execute(db)
}
