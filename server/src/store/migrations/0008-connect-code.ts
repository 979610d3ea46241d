import type { Kysely } from 'kysely'

/** One-time codes that connect a CMS plugin to a widget; a used code names the connected site. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('connect_code')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('code_hash', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addColumn('used_at', 'bigint')
    .addColumn('site_url', 'text')
    .addPrimaryKeyConstraint('connect_code_key', ['widget_id', 'code_hash'])
    .execute()
  await db.schema.createIndex('connect_code_by_hash').on('connect_code').column('code_hash').execute()
}
