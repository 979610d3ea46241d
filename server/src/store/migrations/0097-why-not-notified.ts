import type { Kysely } from 'kysely'

/** Why a notification waits, waited or was left out; and what was sent to one user. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('notification').addColumn('reason', 'text').execute()
  await db.schema.alterTable('notification_log').addColumn('waited', 'text').execute()
  await db.schema
    .createIndex('notification_log_user')
    .on('notification_log')
    .columns(['widget_id', 'user_id', 'at'])
    .execute()
}
