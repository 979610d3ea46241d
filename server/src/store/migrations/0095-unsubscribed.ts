import type { Kysely } from 'kysely'

/** By which mail its user turned mails off. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('notification_log').addColumn('unsubscribed_at', 'bigint').execute()
}
