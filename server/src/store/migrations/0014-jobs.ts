import type { Kysely } from 'kysely'

/**
 * Work to do once, however often the server dies over it. `run_at` is when a job may begin, for one that runs when it
 * counts as lost, and null for one that was given up.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema
    .createTable('job')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('payload', 'text', (c) => c.notNull())
    .addColumn('run_at', 'bigint')
    .addColumn('running', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('tries', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('error', 'text')
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addPrimaryKeyConstraint('job_key', ['widget_id', 'id'])
    .execute()
  await db.schema.createIndex('job_due').on('job').columns(['widget_id', 'run_at']).execute()
}
