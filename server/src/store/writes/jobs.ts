import type { AddJob, ClaimJobs, EndJob, Job, JobRun } from '../../chat/ports.ts'
import { fromStored, toStored } from '../../input/old-names.ts'
import { jobTime } from '../due-jobs.ts'
import { oneByOne } from './write.ts'

/** Starts a waiting or abandoned job again, now; a running job continues. */
export const addJob = oneByOne<AddJob & { at: number }, void>(async (db, { widget_id, id, kind, payload, at }) => {
  const now = jobTime(db, at)
  await db
    .insertInto('job')
    .values({ widget_id, id, kind, payload: toStored(payload), run_at: now, created_at: at })
    .onConflict((conflict) =>
      conflict.columns(['widget_id', 'id']).doUpdateSet({ run_at: now, tries: 0 }).where('job.running', '=', 0),
    )
    .execute()
})

/** Takes jobs of this kind that are due. A job that is not ended for `leaseMs` is due again. */
export const claimJobs = oneByOne<ClaimJobs & { at: number }, Job[]>(async (db, input) => {
  const { widget_id, kind, limit, leaseMs, lease, at } = input
  const rows = await db
    .updateTable('job')
    .set((eb) => ({ run_at: jobTime(db, at, leaseMs), running: 1, tries: eb('tries', '+', 1), lease }))
    .where('widget_id', '=', widget_id)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('job as due')
        .select('due.id')
        .where('due.widget_id', '=', widget_id)
        .where('due.run_at', '<=', jobTime(db, at))
        .where('due.kind', '=', kind)
        .orderBy('due.run_at')
        .limit(limit),
    )
    .returning(['id', 'kind', 'payload', 'tries'])
    .execute()
  return rows.map(({ payload, ...row }) => ({ widget_id, ...row, payload: fromStored(payload), lease }))
})

export const renewJob = oneByOne<JobRun & { leaseMs: number; at: number }, void>(
  async (db, { widget_id, id, lease, leaseMs, at }) => {
    await db
      .updateTable('job')
      .set({ run_at: jobTime(db, at, leaseMs) })
      .where('widget_id', '=', widget_id)
      .where('id', '=', id)
      .where('lease', '=', lease)
      .where('running', '=', 1)
      .execute()
  },
)

/** A run that lost its lease ends nothing: the job belongs to a later run. */
export const endJob = oneByOne<EndJob & { at: number }, void>(async (db, { widget_id, id, lease, outcome, at }) => {
  if (outcome.kind === 'done') {
    await db
      .deleteFrom('job')
      .where('widget_id', '=', widget_id)
      .where('id', '=', id)
      .where('lease', '=', lease)
      .execute()
    return
  }
  const next =
    outcome.kind === 'again'
      ? { run_at: jobTime(db, at), tries: 0 }
      : { run_at: outcome.retryMs === null ? null : jobTime(db, at, outcome.retryMs), error: outcome.error }
  await db
    .updateTable('job')
    .set({ ...next, running: 0, lease: null })
    .where('widget_id', '=', widget_id)
    .where('id', '=', id)
    .where('lease', '=', lease)
    .execute()
})
