import { type Kysely, sql } from 'kysely'

/**
 * What a user set for a conversation: pinned, archived, marked as unread, cleared, muted. The list of rooms is selected
 * by these in SQL, so they stand beside the membership as well as in the user's own state.
 */
export async function up(db: Kysely<never>): Promise<void> {
  for (const column of [
    'muted_until bigint not null default 0',
    'pinned_order bigint',
    'archived_seq bigint',
    'marked_unread integer not null default 0',
    'cleared_seq bigint not null default 0',
    'hidden_seq bigint not null default 0',
  ]) {
    await sql`alter table member add column ${sql.raw(column)}`.execute(db)
  }
  await sql`update member set muted_until = (
      select cast(i.value as bigint) from own_item i
      where i.widget_id = member.widget_id and i.user_id = member.user_id and i.key = 'mute/' || member.room_id)
    where exists (
      select 1 from own_item i
      where i.widget_id = member.widget_id and i.user_id = member.user_id
        and i.key = 'mute/' || member.room_id and i.value is not null)`.execute(db)
  await sql`create index member_pinned on member (widget_id, user_id, pinned_order)
    where pinned_order is not null`.execute(db)
}
