import type { Kysely } from 'kysely'

/** The browsers of dashboard sessions that get notifications. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('owner_push')
    .addColumn('session_id', 'text', (c) => c.primaryKey())
    .addColumn('endpoint_hash', 'text', (c) => c.notNull())
    .addColumn('sealed', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .execute()
}
