import type { AddJob, EndJob, Job } from '../../chat/ports.ts'
import { oneByOne } from './write.ts'

/** A job that waits or was given up begins anew, now; one that runs goes on. */
export const addJob = oneByOne<AddJob & { at: number }, void>(async (db, { widgetId, id, kind, payload, at }) => {
  await db
    .insertInto('job')
    .values({ widget_id: widgetId, id, kind, payload: JSON.stringify(payload), run_at: at, created_at: at })
    .onConflict((conflict) =>
      conflict.columns(['widget_id', 'id']).doUpdateSet({ run_at: at, tries: 0 }).where('job.running', '=', 0),
    )
    .execute()
})

/** Takes jobs of these kinds that are due. A job that is not ended until `at + leaseMs` is due again. */
export const claimJobs = oneByOne<
  { widgetId: number; kinds: readonly string[]; limit: number; leaseMs: number; at: number },
  Job[]
>(async (db, { widgetId, kinds, limit, leaseMs, at }) => {
  const rows = await db
    .updateTable('job')
    .set((eb) => ({ run_at: at + leaseMs, running: 1, tries: eb('tries', '+', 1) }))
    .where('widget_id', '=', widgetId)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('job as due')
        .select('due.id')
        .where('due.widget_id', '=', widgetId)
        .where('due.run_at', '<=', at)
        .where('due.kind', 'in', kinds)
        .orderBy('due.run_at')
        .limit(limit),
    )
    .returning(['id', 'kind', 'payload', 'tries'])
    .execute()
  return rows.map(({ payload, ...row }) => ({ widgetId, ...row, payload: JSON.parse(payload) as unknown }))
})

export const renewJob = oneByOne<{ widgetId: number; id: string; tries: number; leaseMs: number; at: number }, void>(
  async (db, { widgetId, id, tries, leaseMs, at }) => {
    await db
      .updateTable('job')
      .set({ run_at: at + leaseMs })
      .where('widget_id', '=', widgetId)
      .where('id', '=', id)
      .where('tries', '=', tries)
      .where('running', '=', 1)
      .execute()
  },
)

/** A run that lost its lease ends nothing: the job belongs to a later run. */
export const endJob = oneByOne<EndJob, void>(async (db, { widgetId, id, tries, failed, againAt }) => {
  if (failed || againAt !== undefined) {
    const next = failed ? { run_at: failed.retryAt, error: failed.error } : { run_at: againAt ?? null, tries: 0 }
    await db
      .updateTable('job')
      .set({ ...next, running: 0 })
      .where('widget_id', '=', widgetId)
      .where('id', '=', id)
      .where('tries', '=', tries)
      .execute()
    return
  }
  await db.deleteFrom('job').where('widget_id', '=', widgetId).where('id', '=', id).where('tries', '=', tries).execute()
})
