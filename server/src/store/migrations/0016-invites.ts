import { type Kysely, sql } from 'kysely'

/** Links that let users join a room, and an index of the rooms that the directory lists. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('invite')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('token_hash', 'text', (c) => c.notNull())
    .addColumn('room_id', 'bigint', (c) => c.notNull())
    .addColumn('created_by', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('most_uses', 'bigint')
    .addColumn('uses', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('invite_key', ['widget_id', 'token_hash'])
    .execute()
  await sql`create index invite_of_room on invite (widget_id, room_id, created_at)`.execute(db)
  await sql`create index room_listed on room (widget_id, member_count, id) where is_public = 1 and title is not null`.execute(
    db,
  )
}
