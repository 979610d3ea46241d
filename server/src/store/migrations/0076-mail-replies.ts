import type { Kysely } from 'kysely'

/** Addresses to which a mail can be answered, and answers that came. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('reply_token')
    .addColumn('widget_id', 'integer', (c) => c.notNull().references('widget.id'))
    .addColumn('hash', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('room_id', 'bigint')
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('log_id', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('reply_token_key', ['widget_id', 'hash'])
    .execute()
  await db.schema.createIndex('reply_token_user').on('reply_token').columns(['widget_id', 'user_id']).execute()
  await db.schema.createIndex('reply_token_end').on('reply_token').column('expires_at').execute()
  await db.schema
    .createTable('mail_reply')
    .addColumn('widget_id', 'integer', (c) => c.notNull().references('widget.id'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('room_id', 'bigint')
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('log_id', 'text', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('sealed', 'text')
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('mail_reply_key', ['widget_id', 'id'])
    .execute()
  await db.schema.createIndex('mail_reply_user').on('mail_reply').columns(['widget_id', 'user_id', 'at']).execute()
  await db.schema.createIndex('mail_reply_end').on('mail_reply').column('expires_at').execute()
}
