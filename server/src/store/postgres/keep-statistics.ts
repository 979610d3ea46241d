import { type Kysely, sql } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { Database } from '../schema/schema.ts'

/** Autovacuum looks once a minute: a table that begins to fill grows a thousandfold in that time. Milliseconds. */
const LOOK_EVERY_MS = 5_000

/** Below this many changed rows, any plan is quick. */
const FEW_ROWS = 100

/**
 * Makes PostgreSQL count the rows of tables that doubled since it last did. Without statistics, or with those of nearly
 * empty tables, it chooses plans that read a whole table for each row. Counting again also ends the plans that
 * connections cache. Everything else is left to autovacuum.
 * @returns stop
 */
export function keepStatistics(db: Kysely<Database>, clock: Clock, log: Log): () => void {
  let stopped = false
  let cancel = () => {}

  async function look(): Promise<void> {
    try {
      await analyzeGrown(db)
    } catch (error) {
      log.debug('the statistics of the database could not be looked at', { error })
    }
    if (!stopped) cancel = clock.after(LOOK_EVERY_MS, () => void look())
  }

  cancel = clock.after(LOOK_EVERY_MS, () => void look())
  return () => {
    stopped = true
    cancel()
  }
}

/** Tables of this user only: PostgreSQL would refuse others with a warning each time. */
export async function analyzeGrown(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name
    from pg_class c
    join pg_stat_user_tables s on s.relid = c.oid
    where s.schemaname = current_schema() and pg_has_role(c.relowner, 'usage')
      and s.n_mod_since_analyze > greatest(c.reltuples, ${FEW_ROWS})`.execute(db)
  for (const { name } of rows) await sql`analyze (skip_locked) ${sql.table(name)}`.execute(db)
}
