import { type Kysely, sql } from 'kysely'

/**
 * No account of a server that is in use already becomes an administrator by itself: `imbachat admin grant` names one.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table owner add column administrator integer not null default 0`.execute(db)
  await sql`alter table owner add column disabled_at bigint`.execute(db)
  await sql`alter table widget add column suspended_at bigint`.execute(db)
  await sql`alter table widget add column suspended_for text`.execute(db)
  await sql`alter table widget add column quotas text not null default '{}'`.execute(db)
  await sql`create index job_given_up on job (widget_id, id) where run_at is null`.execute(db)

  await db.schema
    .createTable('owner_reset')
    .addColumn('owner_id', 'text', (c) => c.primaryKey().notNull().references('owner.id').onDelete('cascade'))
    .addColumn('token_hash', 'text', (c) => c.notNull().unique())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()

  await db.schema
    .createTable('server_node')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('seen_at', 'bigint', (c) => c.notNull())
    .addColumn('facts', 'text', (c) => c.notNull())
    .execute()

  await db.schema
    .createTable('backup_run')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('started_at', 'bigint', (c) => c.notNull())
    .addColumn('ended_at', 'bigint', (c) => c.notNull())
    .addColumn('path', 'text', (c) => c.notNull())
    .addColumn('node', 'text', (c) => c.notNull())
    .addColumn('row_count', 'bigint')
    .addColumn('bytes', 'bigint')
    .addColumn('error', 'text')
    .execute()
}
