import type { Kysely } from 'kysely'

/** What was mailed to each user about unread messages, and which of their addresses refused it. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('mail_recipient')
    .addColumn('widget_id', 'integer', (c) => c.notNull().references('widget.id'))
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('sent_at', 'bigint')
    .addColumn('day_at', 'bigint', (c) => c.notNull())
    .addColumn('sent_in_day', 'integer', (c) => c.notNull())
    .addColumn('stopped_hash', 'text')
    .addPrimaryKeyConstraint('mail_recipient_key', ['widget_id', 'user_id'])
    .execute()
}
