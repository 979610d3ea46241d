import type { Kysely } from 'kysely'

/** Which SFU forwards the media of a call. */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('call').addColumn('sfu', 'text').execute()
}
