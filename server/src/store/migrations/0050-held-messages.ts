import { type Kysely, sql } from 'kysely'

/** Messages that others do not see yet. They have no `seq`, so that no hole betrays them. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('held_message')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('room_id', 'bigint', (c) => c.notNull())
    .addColumn('sender_id', 'text', (c) => c.notNull())
    .addColumn('client_id', 'text', (c) => c.notNull())
    .addColumn('text', 'text', (c) => c.notNull())
    .addColumn('reply_to', 'bigint')
    .addColumn('parts', 'text')
    .addColumn('attachments', 'text')
    .addColumn('uploads', 'text')
    .addColumn('forwarded', 'text')
    .addColumn('reason', 'text', (c) => c.notNull())
    .addColumn('held_at', 'bigint', (c) => c.notNull())
    .addColumn('removed_at', 'bigint')
    .addPrimaryKeyConstraint('held_message_key', ['widget_id', 'room_id', 'sender_id', 'client_id'])
    .execute()
  await sql`create index held_message_of_user on held_message (widget_id, sender_id, held_at)
    where removed_at is null`.execute(db)
  // a message of a member without such rows pays nothing for the look
  await sql`alter table member add column held integer`.execute(db)
  await sql`alter table report add column held_client_id text`.execute(db)
  await sql`create index report_of_held on report (widget_id, held_client_id) where held_client_id is not null`.execute(
    db,
  )
}
