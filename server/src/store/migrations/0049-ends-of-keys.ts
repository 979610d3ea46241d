import { type Kysely, sql } from 'kysely'

/** Keys that were being replaced before stay valid until their owner retires them, as it was said then. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table widget_secret add column ends_at bigint`.execute(db)
  await sql`alter table widget_secret add column used_at bigint`.execute(db)
  await sql`alter table widget_secret add column used_for text`.execute(db)
}
