import type { Kysely } from 'kysely'

/**
 * Looking for jobs of a kind walks past no other one, however many wait. Nodes of the last release use `job_due`, which
 * the next release drops.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.createIndex('job_of_kind').on('job').columns(['kind', 'widget_id', 'run_at']).execute()
}
