import { type Kysely, sql } from 'kysely'

/** The decision that deleted a message, while it may be taken back: nobody else has deleted the message too. */
export async function up(db: Kysely<never>): Promise<void> {
  for (const table of ['message', 'held_message']) {
    await sql`alter table ${sql.table(table)} add column deletion_id text`.execute(db)
  }
}
