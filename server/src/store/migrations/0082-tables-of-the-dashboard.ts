import { type Kysely, sql } from 'kysely'

/**
 * People by how much they wrote and since when they are known, site admins among them, and what was done to one thing.
 * The messages of a user are counted like statistics, some seconds after they were sent: no send waits for an index.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table chat_user add column messages bigint not null default 0`.execute(db)
  await sql`update chat_user set messages = counted.messages from
    (select widget_id, sender_id, count(*) as messages from message where system is null group by widget_id, sender_id)
      as counted
    where chat_user.widget_id = counted.widget_id and chat_user.id = counted.sender_id`.execute(db)
  await sql`create index chat_user_by_messages on chat_user (widget_id, messages, id)`.execute(db)
  await sql`create index chat_user_by_first_seen on chat_user (widget_id, coalesce(first_seen_at, 0), id)`.execute(db)
  await sql`create index chat_user_admin on chat_user (widget_id, id) where role = 'admin'`.execute(db)
  await sql`create index audit_of_target on audit (widget_id, target, id)`.execute(db)
}
