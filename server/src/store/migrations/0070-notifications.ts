import type { Kysely } from 'kysely'

/** Which widgets notify users who are not looking, what is to be told to whom, and what was told. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('notifier')
    .addColumn('widget_id', 'integer', (c) => c.primaryKey().references('widget.id'))
    .addColumn('after_id', 'bigint', (c) => c.notNull())
    .addColumn('lease', 'text')
    .addColumn('lease_until', 'bigint')
    .execute()
  await db.schema
    .createTable('notification')
    .addColumn('widget_id', 'integer', (c) => c.notNull().references('widget.id'))
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('channel', 'text', (c) => c.notNull())
    .addColumn('room_id', 'bigint', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('due_at', 'bigint')
    .addColumn('told_seq', 'bigint', (c) => c.notNull().defaultTo(0))
    .addColumn('told', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('tries', 'integer', (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('notification_key', ['widget_id', 'user_id', 'channel', 'room_id'])
    .execute()
  await db.schema
    .createIndex('notification_due')
    .on('notification')
    .columns(['widget_id', 'due_at'])
    .where('due_at', 'is not', null)
    .execute()
  await db.schema
    .createTable('notification_log')
    .addColumn('widget_id', 'integer', (c) => c.notNull().references('widget.id'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('channel', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('rooms', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('problem', 'text')
    .addColumn('opened_at', 'bigint')
    .addColumn('answered_at', 'bigint')
    .addPrimaryKeyConstraint('notification_log_key', ['widget_id', 'id'])
    .execute()
  await db.schema.createIndex('notification_log_at').on('notification_log').columns(['widget_id', 'at']).execute()
}
