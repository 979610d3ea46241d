import type { Kysely } from 'kysely'

/** Which mails the dashboard's people want, and when they got the last one of each kind. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('owner_mail_choice')
    .addColumn('account_id', 'text', (c) => c.primaryKey())
    .addColumn('language', 'text', (c) => c.notNull())
    .addColumn('turned_off', 'text', (c) => c.notNull())
    .execute()
  await db.schema
    .createTable('owner_mail')
    .addColumn('account_id', 'text', (c) => c.notNull())
    .addColumn('topic', 'text', (c) => c.notNull())
    .addColumn('about', 'integer', (c) => c.notNull())
    .addColumn('sent_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('owner_mail_key', ['account_id', 'topic', 'about'])
    .execute()
}
