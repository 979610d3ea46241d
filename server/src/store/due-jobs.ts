import { type Kysely, sql } from 'kysely'
import type { Database } from './schema.ts'

/** Widgets that have a job to do at that time. Jumps from widget to widget, however many jobs each has. */
export async function widgetsWithJobs(db: Kysely<Database>, at: number): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with recursive w(id) as (
      select min(widget_id) from job
      union all
      select (select min(widget_id) from job where widget_id > w.id) from w where w.id is not null
    )
    select id from w
    where id is not null and exists (select 1 from job where job.widget_id = w.id and job.run_at <= ${at})`.execute(db)
  return rows.map(({ id }) => id)
}

/** For a service of one node, at its start: what ran when it died is due at once, not when its lease ends. */
export async function releaseJobs(control: Kysely<Database>, now: number): Promise<void> {
  await control.updateTable('job').set({ run_at: now }).where('running', '=', 1).execute()
}
