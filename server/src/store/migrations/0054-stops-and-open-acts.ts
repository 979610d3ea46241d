import { type Kysely, sql } from 'kysely'

/**
 * Why a broadcast stopped by itself; null: somebody stopped it. And acts of the dashboard that have begun: a row goes
 * when the audit log, which no statement changes, says how the act ended.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table task add column stopped_for text`.execute(db)
  await db.schema
    .createTable('open_act')
    .addColumn('widget_id', 'integer', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('at', 'bigint', (c) => c.notNull())
    .addColumn('account_id', 'text')
    .addColumn('actor', 'text', (c) => c.notNull())
    .addColumn('action', 'text', (c) => c.notNull())
    .addColumn('target', 'text')
    .addColumn('address', 'text')
    .addPrimaryKeyConstraint('open_act_key', ['widget_id', 'id'])
    .execute()
}
