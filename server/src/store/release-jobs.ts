import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

/** For a service of one node, at its start: what ran when it died is due at once, not when its lease ends. */
export async function releaseJobs(control: Kysely<Database>, now: number): Promise<void> {
  await control.updateTable('job').set({ run_at: now }).where('running', '=', 1).execute()
}
