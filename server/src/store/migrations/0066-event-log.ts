import type { Kysely } from 'kysely'

/**
 * What happened in a widget, in order, for the programs of its site. A widget without a row in `event_head` has no log:
 * nobody reads it.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('event_head')
    .addColumn('widget_id', 'integer', (c) => c.primaryKey().notNull().references('widget.id'))
    .addColumn('last_id', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('event')
    .addColumn('widget_id', 'integer', (c) => c.notNull().references('widget.id'))
    .addColumn('id', 'bigint', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('room_id', 'bigint')
    .addColumn('user_id', 'text')
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('data', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('event_key', ['widget_id', 'id'])
    .execute()
  await db.schema.createIndex('event_of_user').on('event').columns(['widget_id', 'user_id']).execute()
}
