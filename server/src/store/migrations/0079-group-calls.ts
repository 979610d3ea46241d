import type { Kysely } from 'kysely'

/** Calls of groups: users come and go while the call runs. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('call').addColumn('most', 'integer').execute()
  await db.schema.alterTable('call').addColumn('alone_since', 'bigint').execute()
  await db.schema.alterTable('call_member').addColumn('joined_at', 'bigint').execute()
  await db.schema.alterTable('call_member').addColumn('gone', 'text').execute()
  for (const column of ['mutes', 'hidden'] as const) {
    await db.schema
      .alterTable('call_member')
      .addColumn(column, 'integer', (c) => c.notNull().defaultTo(0))
      .execute()
  }
}
