import { type Kysely, sql } from 'kysely'

/**
 * Counted as things happen, never by a look at all messages. A widget that is in use already has seen users and
 * messages; when the first of them came is not known any more.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('statistic')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('hour', 'bigint', (c) => c.notNull())
    .addColumn('messages', 'bigint', (c) => c.notNull())
    .addColumn('dialogs', 'bigint', (c) => c.notNull())
    .addColumn('active_users', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('statistic_key', ['widget_id', 'hour'])
    .execute()

  await db.schema
    .createTable('active_user')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('day', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('active_user_key', ['widget_id', 'user_id'])
    .execute()
  await db.schema.createIndex('active_user_by_day').on('active_user').columns(['widget_id', 'day']).execute()

  await db.schema
    .createTable('sign_of_life')
    .addColumn('widget_id', 'integer', (c) => c.primaryKey().notNull())
    .addColumn('script_at', 'bigint')
    .addColumn('script_origin', 'text')
    .addColumn('user_at', 'bigint')
    .addColumn('message_at', 'bigint')
    .execute()
  await sql`insert into sign_of_life (widget_id, user_at, message_at)
    select id, created_at, case when exists (select 1 from message where message.widget_id = widget.id)
      then created_at end
    from widget where exists (select 1 from chat_user where chat_user.widget_id = widget.id)`.execute(db)
}
