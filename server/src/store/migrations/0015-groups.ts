import { type Kysely, sql } from 'kysely'

/**
 * Describes rooms, their rights and their notices. `uncounted` is how many of the messages up to a place do not count
 * as unread. It starts at 0 everywhere, so no row of a message has to be rewritten.
 */
export async function up(db: Kysely<never>): Promise<void> {
  const columns = [
    sql`alter table room add column description text`,
    sql`alter table room add column rights text`,
    sql`alter table room add column uncounted bigint not null default 0`,
    sql`alter table message add column system text`,
    sql`alter table message add column uncounted bigint not null default 0`,
    sql`alter table member add column read_uncounted bigint not null default 0`,
  ]
  for (const column of columns) await column.execute(db)
  await sql`drop index member_owner`.execute(db)
  await sql`create index member_manager on member (widget_id, room_id, role desc, joined_at)
    where state = 'joined' and role <> 'member'`.execute(db)
  // Finds the member who inherits a room that its owner leaves.
  await sql`create index member_by_age on member (widget_id, room_id, joined_at)
    where state = 'joined' and role = 'member'`.execute(db)
}
