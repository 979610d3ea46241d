import { type Kysely, sql } from 'kysely'

/** The live monitor shows the newest held messages of a widget. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`create index held_message_by_time on held_message (widget_id, held_at)
    where removed_at is null`.execute(db)
}
