import { type Kysely, sql } from 'kysely'

/**
 * A file's bytes are a `blob`, once per widget and content. An `upload` belongs to its user until a message takes it;
 * then an `attachment` gives the members of that room access. A blob that neither names is removed: a write that takes
 * a name away sets `unused_since`.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('upload')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('room_id', 'bigint', (c) => c.notNull())
    .addColumn('user_id', 'text', (c) => c.notNull())
    .addColumn('size', 'bigint', (c) => c.notNull())
    .addColumn('wish', 'text', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('error', 'text')
    .addColumn('attachment', 'text')
    .addColumn('blob_id', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('expires_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('upload_key', ['widget_id', 'id'])
    .execute()
  await db.schema.createIndex('upload_of_user').on('upload').columns(['widget_id', 'user_id']).execute()
  await db.schema.createIndex('upload_expired').on('upload').column('expires_at').execute()
  await db.schema.createIndex('upload_of_blob').on('upload').columns(['widget_id', 'blob_id']).execute()
  await db.schema
    .createTable('blob')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('content', 'text', (c) => c.notNull())
    .addColumn('size', 'bigint', (c) => c.notNull())
    .addColumn('facts', 'text', (c) => c.notNull())
    .addColumn('unused_since', 'bigint')
    .addPrimaryKeyConstraint('blob_key', ['widget_id', 'id'])
    .execute()
  await db.schema.createIndex('blob_by_content').unique().on('blob').columns(['widget_id', 'content']).execute()
  await db.schema.createIndex('blob_unused').on('blob').columns(['unused_since', 'widget_id', 'id']).execute()
  await db.schema
    .createTable('attachment')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('room_id', 'bigint', (c) => c.notNull())
    .addColumn('seq', 'bigint', (c) => c.notNull())
    .addColumn('name', 'text', (c) => c.notNull())
    .addColumn('blob_id', 'text', (c) => c.notNull())
    .addColumn('poster_blob_id', 'text')
    .addPrimaryKeyConstraint('attachment_key', ['widget_id', 'id'])
    .execute()
  await db.schema
    .createIndex('attachment_of_message')
    .on('attachment')
    .columns(['widget_id', 'room_id', 'seq'])
    .execute()
  await db.schema.createIndex('attachment_of_blob').on('attachment').columns(['widget_id', 'blob_id']).execute()
  await db.schema
    .createIndex('attachment_of_poster')
    .on('attachment')
    .columns(['widget_id', 'poster_blob_id'])
    .execute()
  await db.schema
    .createTable('file_usage')
    .addColumn('widget_id', 'integer', (c) => c.notNull().primaryKey())
    .addColumn('bytes', 'bigint', (c) => c.notNull())
    .execute()
  await sql`alter table message add column attachments text`.execute(db)
}
