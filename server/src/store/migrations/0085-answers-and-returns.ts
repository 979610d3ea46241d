import { type Kysely, sql } from 'kysely'

/**
 * More of what is counted as it happens: new users, groups, files, answers to dialogs, and users who come back in later
 * weeks. Users who came before this have no first day: nothing says when they came first.
 */
export async function up(db: Kysely<never>): Promise<void> {
  const counts = [
    'new_users',
    'rooms',
    'files',
    'file_bytes',
    'dialogs_begun',
    'answered_5m',
    'answered_1h',
    'answered_1d',
    'answered_later',
  ]
  for (const name of counts) {
    await sql`alter table statistic add column ${sql.ref(name)} bigint not null default 0`.execute(db)
  }
  await db.schema.alterTable('active_user').addColumn('first_day', 'bigint').execute()
  await db.schema.alterTable('active_user').addColumn('day_before', 'bigint').execute()

  await db.schema
    .createTable('returned_users')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('first_week', 'bigint', (c) => c.notNull())
    .addColumn('week', 'bigint', (c) => c.notNull())
    .addColumn('users', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('returned_users_key', ['widget_id', 'first_week', 'week'])
    .execute()

  await db.schema
    .createTable('unanswered_dialog')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('room_id', 'bigint', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('begun_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('unanswered_dialog_key', ['widget_id', 'room_id'])
    .execute()
  await db.schema
    .createIndex('unanswered_dialog_by_time')
    .on('unanswered_dialog')
    .columns(['widget_id', 'begun_at'])
    .execute()
}
