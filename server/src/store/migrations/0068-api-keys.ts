import type { Kysely } from 'kysely'

/** Keys of the server API, and its calls that are not carried out twice. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('api_key')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('secret_hash', 'text', (c) => c.notNull())
    .addColumn('start', 'text', (c) => c.notNull())
    .addColumn('scopes', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('made_by', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .addColumn('used_at', 'bigint')
    .addPrimaryKeyConstraint('api_key_key', ['widget_id', 'id'])
    .execute()
  await db.schema.createIndex('api_key_secret').unique().on('api_key').column('secret_hash').execute()

  await db.schema
    .createTable('api_call')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('request_hash', 'text', (c) => c.notNull())
    .addColumn('started_at', 'bigint', (c) => c.notNull())
    .addColumn('run', 'text', (c) => c.notNull())
    .addColumn('status', 'integer')
    .addColumn('answer', 'text')
    .addPrimaryKeyConstraint('api_call_key', ['widget_id', 'key'])
    .execute()
  await db.schema.createIndex('api_call_started').on('api_call').columns(['widget_id', 'started_at']).execute()
}
