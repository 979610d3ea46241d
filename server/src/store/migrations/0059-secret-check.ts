import type { Kysely } from 'kysely'

/** A sealed text that opens with the installation's secret only; null until a server of this version started. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('installation').addColumn('secret_check', 'text').execute()
}
