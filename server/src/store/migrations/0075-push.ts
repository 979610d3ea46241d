import { type Kysely, sql } from 'kysely'

/** Browsers that get notifications, what lets one subscribe, and the key by which push services know us. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('push_subscription')
    .addColumn('widget_id', 'integer', (c) => c.notNull().references('widget.id'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('endpoint_hash', 'text', (c) => c.notNull())
    .addColumn('sealed', 'text', (c) => c.notNull())
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('signed_with', 'text', (c) => c.notNull())
    .addColumn('signed_at', 'bigint', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('used_at', 'bigint')
    .addColumn('failing_since', 'bigint')
    .addPrimaryKeyConstraint('push_subscription_key', ['widget_id', 'id'])
    .addUniqueConstraint('push_subscription_endpoint', ['widget_id', 'endpoint_hash'])
    .execute()
  await db.schema
    .createIndex('push_subscription_user')
    .on('push_subscription')
    .columns(['widget_id', 'user_id'])
    .execute()
  await db.schema
    .createTable('push_ticket')
    .addColumn('widget_id', 'integer', (c) => c.notNull().references('widget.id'))
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('page', 'text')
    .addColumn('signed_with', 'text', (c) => c.notNull())
    .addColumn('signed_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('push_ticket_key', ['widget_id', 'hash'])
    .execute()
  await db.schema.createIndex('push_ticket_user').on('push_ticket').columns(['widget_id', 'user_id']).execute()
  await sql`alter table installation add column push_keys text`.execute(db)
}
