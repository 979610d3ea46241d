import { type Kysely, sql } from 'kysely'
import { isPostgres } from '../postgres/is-postgres.ts'

/**
 * Adds roles, the number of members of a room, and an index of its members by id. Both databases order ids byte by
 * byte.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table member add column role text not null default 'member'`.execute(db)
  await sql`alter table room add column member_count bigint not null default 0`.execute(db)
  await sql`update room set member_count = case type when 0 then 2 else
    (select count(*) from member
     where member.widget_id = room.widget_id and member.room_id = room.id and member.state = 'joined') end`.execute(db)
  const userId = isPostgres(db) ? sql`user_id collate "C"` : sql`user_id`
  await sql`create index member_joined on member (widget_id, room_id, ${userId}) where state = 'joined'`.execute(db)
}
