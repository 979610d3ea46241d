import { type Expression, type Kysely, type QueryExecutorProvider, sql } from 'kysely'
import { isPostgres } from './postgres/is-postgres.ts'
import type { Database } from './schema/schema.ts'

/**
 * The time of jobs, some milliseconds from now. Several nodes share the database's clock: with their own, a node whose
 * clock is ahead would take jobs that others still run.
 * @param now of this node, for a database of one node
 */
export function jobTime(db: QueryExecutorProvider, now: number, inMs = 0): Expression<number> {
  // `now` alone may stand for a value that a prepared query gets later
  if (!isPostgres(db)) return sql.val(inMs === 0 ? now : now + inMs)
  return sql<number>`(extract(epoch from statement_timestamp()) * 1000)::bigint + ${inMs}::bigint`
}

/**
 * Widgets that have a job of this kind to do now, or at `at` of a database of one node. Jumps from widget to widget,
 * however many jobs each has.
 */
export async function widgetsWithJobs(db: Kysely<Database>, kind: string, at: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with recursive w(id) as (
      select min(widget_id) from job where kind = ${kind}
      union all
      select (select min(widget_id) from job where kind = ${kind} and widget_id > w.id) from w where w.id is not null
    )
    select id from w
    where id is not null and exists (
      select 1 from job
      where job.kind = ${kind} and job.widget_id = w.id and job.run_at <= ${jobTime(db, at)}
    )`.execute(db)
  return rows.map(({ id }) => id)
}

/** Releases all leases at the start of a single node: jobs that ran when the process died are due at once. */
export async function releaseJobs(control: Kysely<Database>, now: number): Promise<void> {
  await control
    .updateTable('job')
    .set({ run_at: jobTime(control, now) })
    .where('running', '=', 1)
    .execute()
}
