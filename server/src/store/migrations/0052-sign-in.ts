import type { Kysely } from 'kysely'

/** `reset_link` takes the place of `owner_reset`, which nodes of the last release still use. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('reset_link')
    .addColumn('token_hash', 'text', (c) => c.primaryKey().notNull())
    .addColumn('owner_id', 'text', (c) => c.notNull().references('owner.id').onDelete('cascade'))
    .addColumn('made_by', 'text', (c) => c.notNull())
    .addColumn('password_mark', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .execute()
  await db.schema.createIndex('reset_link_of').on('reset_link').column('owner_id').execute()

  await db.schema
    .createTable('site_sign_in')
    .addColumn('widget_id', 'integer', (c) => c.primaryKey().notNull())
    .addColumn('key_id', 'text', (c) => c.notNull())
    .addColumn('sealed', 'text', (c) => c.notNull())
    .addColumn('most_role', 'text', (c) => c.notNull())
    .addColumn('back_to', 'text', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('used_at', 'bigint')
    .execute()

  await db.schema
    .createTable('site_sign_in_token')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('jti_hash', 'text', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('site_sign_in_token_key', ['widget_id', 'jti_hash'])
    .execute()

  await db.schema
    .createTable('site_person')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('label', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('site_person_key', ['widget_id', 'id'])
    .execute()

  await db.schema
    .createTable('site_session')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('token_hash', 'text', (c) => c.notNull())
    .addColumn('person_id', 'text', (c) => c.notNull())
    .addColumn('key_id', 'text', (c) => c.notNull())
    .addColumn('role', 'text', (c) => c.notNull())
    .addColumn('back_to', 'text', (c) => c.notNull())
    .addColumn('opened', 'integer', (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('site_session_key', ['widget_id', 'token_hash'])
    .execute()
}
