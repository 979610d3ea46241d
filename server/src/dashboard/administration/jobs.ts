import { ChatError } from '@imbachat/protocol'
import type { ServerJob } from '@imbachat/protocol/http/administration'
import { type SqlBool, sql } from 'kysely'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import type { AdministrationDeps, JobCounts, JobInput, JobName } from './administration-deps.ts'

type Deps = Pick<AdministrationDeps, 'control' | 'readDb' | 'clock' | 'database'>

/** A backlog of a million jobs is counted no further. */
const COUNTED = 1_000

const places = cursorOf('number', 'rest')

/** Sorted by the table's key, widgets first. The data of a job is not shown: it may contain texts of users. */
export async function listJobs(
  { readDb }: Deps,
  { state, limit, cursor }: JobInput,
): Promise<{ jobs: ServerJob[]; next: string | null }> {
  const place = cursor === undefined ? null : places.read(cursor)
  const rows = await readDb
    .selectFrom('job')
    .select(['widget_id', 'id', 'kind', 'tries', 'error', 'run_at', 'created_at'])
    .where(inState(state))
    .$if(place !== null, (rows) => rows.where(sql<SqlBool>`(widget_id, id) > (${place?.[0]}, ${place?.[1]})`))
    .orderBy('widget_id')
    .orderBy('id')
    .limit(limit + 1)
    .execute()
  const { page, next } = pageOf(rows, limit, (last) => places.write(last.widget_id, last.id))
  const jobs = page.map(
    ({ widget_id, id, kind, tries, error, run_at, created_at }): ServerJob => ({
      widget_id,
      job_id: id,
      kind,
      state,
      tries,
      error: error?.slice(0, 500) ?? null,
      run_at,
      created_at,
    }),
  )
  return { jobs, next }
}

export async function countJobs({ readDb }: Pick<Deps, 'readDb'>): Promise<JobCounts> {
  const count = async (state: JobInput['state']) => {
    const some = readDb.selectFrom('job').select('id').where(inState(state)).limit(COUNTED)
    const row = await readDb
      .selectFrom(some.as('some'))
      .select((eb) => eb.fn.countAll().as('count'))
      .executeTakeFirstOrThrow()
    return Number(row.count)
  }
  return { waiting: await count('waiting'), running: await count('running'), failed: await count('failed') }
}

/** @param job null: all. @throws ChatError not_found when the job is not given up, or is gone */
export async function replayJobs({ control, clock, database }: Deps, job: JobName | null): Promise<void> {
  const { numUpdatedRows } = await control
    .updateTable('job')
    .set({ run_at: database.jobTime(clock.now()), tries: 0 })
    .where(inState('failed'))
    .$if(job !== null, (rows) => rows.where('widget_id', '=', job?.widget_id ?? 0).where('id', '=', job?.job_id ?? ''))
    .executeTakeFirstOrThrow()
  if (job !== null && numUpdatedRows === 0n) throw noSuchJob()
}

/** @throws ChatError not_found when the job is not given up, or is gone */
export async function deleteJob({ control }: Deps, { widget_id, job_id }: JobName): Promise<void> {
  const { numDeletedRows } = await control
    .deleteFrom('job')
    .where('widget_id', '=', widget_id)
    .where('id', '=', job_id)
    .where(inState('failed'))
    .executeTakeFirstOrThrow()
  if (numDeletedRows === 0n) throw noSuchJob()
}

/** The first condition is that of the index of jobs that were given up. */
function inState(state: JobInput['state']) {
  switch (state) {
    case 'failed':
      return sql<SqlBool>`run_at is null`
    case 'running':
      return sql<SqlBool>`run_at is not null and running = 1`
    case 'waiting':
      return sql<SqlBool>`run_at is not null and running = 0`
  }
}

const noSuchJob = () => new ChatError('not_found', 'this job runs again or is gone', { field: 'job_id' })
