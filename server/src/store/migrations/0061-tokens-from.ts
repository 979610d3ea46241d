import { type Kysely, sql } from 'kysely'

/** Tokens of the user that the site made before this time sign nobody in; null: all do. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table chat_user add column tokens_from bigint`.execute(db)
}
