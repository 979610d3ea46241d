import { type Kysely, sql } from 'kysely'

/** Users that are programs, and the keys and webhooks that belong to one of them. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table chat_user add column bot text`.execute(db)
  await sql`create index chat_user_bot on chat_user (widget_id, id) where bot is not null`.execute(db)
  await sql`alter table api_key add column user_id text`.execute(db)
  await sql`alter table webhook_endpoint add column user_id text`.execute(db)
}
