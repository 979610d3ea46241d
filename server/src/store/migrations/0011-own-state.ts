import type { Kysely } from 'kysely'

/** State that concerns one user alone, such as muted conversations. It has its own stream beside those of the rooms. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('own_state')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('last_rev', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('own_state_key', ['widget_id', 'user_id'])
    .execute()
  await db.schema
    .createTable('own_item')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('user_rev', 'bigint', (c) => c.notNull())
    .addColumn('value', 'text')
    .addPrimaryKeyConstraint('own_item_key', ['widget_id', 'user_id', 'key'])
    .execute()
  await db.schema
    .createIndex('own_item_by_rev')
    .unique()
    .on('own_item')
    .columns(['widget_id', 'user_id', 'user_rev'])
    .execute()
}
