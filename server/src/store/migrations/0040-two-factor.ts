import { type Kysely, sql } from 'kysely'

/** In the form that better-auth reads and writes: times are ISO 8601 text, booleans are 0/1. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table owner add column two_factor_enabled integer not null default 0`.execute(db)
  await db.schema
    .createTable('owner_two_factor')
    .addColumn('id', 'text', (c) => c.primaryKey().notNull())
    .addColumn('owner_id', 'text', (c) => c.notNull().references('owner.id').onDelete('cascade'))
    .addColumn('secret', 'text', (c) => c.notNull())
    .addColumn('backup_codes', 'text', (c) => c.notNull())
    .addColumn('verified', 'integer')
    .addColumn('failed_verification_count', 'integer')
    .addColumn('locked_until', 'text')
    .execute()
  await db.schema.createIndex('owner_two_factor_of').on('owner_two_factor').column('owner_id').unique().execute()
}
