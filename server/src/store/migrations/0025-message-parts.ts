import { type Kysely, sql } from 'kysely'

/** JSON of what comes with some texts, such as formatting. Plain messages, nearly all of them, store nothing here. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table message add column parts text`.execute(db)
}
