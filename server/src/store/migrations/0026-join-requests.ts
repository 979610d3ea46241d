import { type Kysely, sql } from 'kysely'

/**
 * Users who ask to join closed rooms. `room.join_requests` counts the open ones, so that a list of rooms reads none of
 * them. The directory's index takes in the rooms that users ask to join.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table room add column by_request integer not null default 0`.execute(db)
  await sql`alter table room add column join_requests bigint not null default 0`.execute(db)
  await sql`alter table invite add column approval integer not null default 0`.execute(db)
  await db.schema
    .createTable('join_request')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('room_id', 'bigint', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('note', 'text', (c) => c.notNull())
    .addColumn('asked_at', 'bigint', (c) => c.notNull())
    .addColumn('declined_until', 'bigint')
    .addPrimaryKeyConstraint('join_request_key', ['widget_id', 'room_id', 'user_id'])
    .execute()
  await sql`create index join_request_open on join_request (widget_id, room_id, asked_at, user_id)
    where declined_until is null`.execute(db)
  await sql`create index join_request_of_user on join_request (widget_id, user_id)
    where declined_until is null`.execute(db)
  await sql`drop index room_listed`.execute(db)
  await sql`create index room_listed on room (widget_id, member_count, id)
    where (is_public = 1 or by_request = 1) and title is not null`.execute(db)
}
