import { type Kysely, sql } from 'kysely'

/** What of a user's own settings binds others. It stands with the user, which every check of it reads anyway. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table chat_user add column writes_from text not null default 'everyone'`.execute(db)
  await sql`alter table chat_user add column hides_last_seen integer not null default 0`.execute(db)
  await sql`alter table chat_user add column hides_receipts integer not null default 0`.execute(db)
}
