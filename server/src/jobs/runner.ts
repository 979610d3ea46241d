import type { Clock } from '../chat/clock.ts'
import type { Log } from '../chat/log.ts'
import type { ChatStore, EndJob, Job } from '../chat/ports.ts'
import { messageOf } from '../error-message.ts'
import { NoFurtherTry } from './no-further-try.ts'

export const RUNNING = {
  /** jobs of this node at the same time */
  atOnce: 4,
  /** milliseconds after which a job whose node died is due again; while it runs, its lease is renewed in time */
  leaseMs: 15_000,
  renewMs: 5_000,
  /**
   * milliseconds that a run may go without a sign of progress: then it has failed, and its place and its lease are free
   */
  stillMs: 60_000,
  /** milliseconds between two looks for jobs that other nodes added or abandoned */
  lookEveryMs: 5_000,
  /** a job that failed so often is given up, and stays in the table with its last error */
  tries: 8,
  /** milliseconds before the second try; each further one waits twice as long */
  backoffMs: 1_000,
  mostBackoffMs: 3_600_000,
}

/** A handler resolves with this when more work is left: the job waits for its turn again, behind other jobs. */
export const AGAIN = 'again'

/**
 * @param moved reports progress. A run without progress is given up; it goes on in the background until the call that
 * it waits for ends. So a job must have the same effect if it runs twice at the same time.
 */
export type JobHandler = (job: Job, moved: () => void) => Promise<unknown>

export interface JobRunner {
  /** From now on jobs run. */
  start(): void
  /** A job was added: look now. */
  wake(): void
  /** Resolves when the jobs that run have ended. What waits stays for the next server. */
  close(): Promise<void>
}

interface RunnerOptions {
  store: Pick<ChatStore, 'claimJobs' | 'renewJob' | 'endJob'>
  /** widgets that have a job of this kind to do at that time */
  widgetsWithJobs(kind: string, at: number): Promise<number[]>
  /** jobs of other kinds are left to other runners */
  kind: string
  run: JobHandler
  clock: Clock
  log: Log
  limits?: Partial<typeof RUNNING>
}

/**
 * Runs jobs at least once each. Widgets take turns, one job at a time, so that none waits behind another's thousand.
 * Nodes share the work: a claim is a write.
 */
export function createJobRunner({ store, widgetsWithJobs, kind, run, clock, log, limits }: RunnerOptions): JobRunner {
  const { atOnce, leaseMs, renewMs, stillMs, lookEveryMs, tries, backoffMs, mostBackoffMs } = { ...RUNNING, ...limits }
  const running = new Set<Promise<void>>()
  /** the places that each widget has; slow jobs of one leave a quarter, at least one, to the others */
  const places = new Map<number, number>()
  const mostPlaces = atOnce === 1 ? 1 : atOnce - Math.max(1, Math.floor(atOnce / 4))
  /** a widget has all the places that it may have, and more to do */
  let waitsForPlace = false
  let looking: Promise<void> | null = null
  let lookAgain = false
  let closed = true
  let cancel = () => {}

  function look(): void {
    if (closed) return
    lookAgain = true
    looking ??= turns()
      .catch((error: unknown) => log.error('looking for jobs failed; the server will try again', { error }))
      .finally(() => {
        looking = null
        cancel()
        if (!closed) cancel = clock.after(lookEveryMs, look)
      })
  }

  async function turns(): Promise<void> {
    while (lookAgain && !closed) {
      lookAgain = false
      for (const widget_id of await widgetsWithJobs(kind, clock.now())) {
        if (closed) return
        while (running.size >= atOnce) await Promise.race(running)
        if ((places.get(widget_id) ?? 0) >= mostPlaces) {
          waitsForPlace = true
          continue
        }
        const [job] = await store.claimJobs({ widget_id, kind, limit: 1, leaseMs, lease: crypto.randomUUID() })
        if (!job) continue
        lookAgain = true
        places.set(widget_id, (places.get(widget_id) ?? 0) + 1)
        const ended = attempt(job).finally(() => {
          running.delete(ended)
          leavePlace(widget_id)
        })
        running.add(ended)
      }
    }
  }

  function leavePlace(widget_id: number): void {
    const left = (places.get(widget_id) ?? 1) - 1
    if (left > 0) places.set(widget_id, left)
    else places.delete(widget_id)
    if (!waitsForPlace) return
    waitsForPlace = false
    look()
  }

  async function attempt(job: Job): Promise<void> {
    try {
      const again = (await held(job)) === AGAIN
      await end(job, { kind: again ? 'again' : 'done' })
      if (again) look()
    } catch (error) {
      await failed(job, error).catch((thrown: unknown) => log.error('a job could not be ended', { error: thrown }))
    }
  }

  /** Runs a job and renews its lease, as long as it gets on. */
  async function held(job: Job): Promise<unknown> {
    const { widget_id, id, lease } = job
    const still = Promise.withResolvers<never>()
    let movedAt = clock.now()
    let cancel = () => {}
    const renew = () => {
      cancel = clock.after(renewMs, () => {
        if (clock.now() - movedAt >= stillMs) {
          still.reject(new Error(`the job did not get on for ${stillMs / 1_000} s`))
          return
        }
        renew()
        store
          .renewJob({ widget_id, id, lease, leaseMs })
          .catch((error: unknown) => log.warn('a job could not be renewed', { error }))
      })
    }
    const moved = () => {
      movedAt = clock.now()
    }
    renew()
    try {
      return await Promise.race([run(job, moved), still.promise])
    } finally {
      cancel()
    }
  }

  const end = ({ widget_id, id, lease }: Job, outcome: EndJob['outcome']) =>
    store.endJob({ widget_id, id, lease, outcome })

  async function failed(job: Job, error: unknown): Promise<void> {
    const { widget_id, tries: tried } = job
    const last = tried >= tries || error instanceof NoFurtherTry
    const wait = Math.min(mostBackoffMs, backoffMs * 2 ** (tried - 1))
    log[last ? 'error' : 'warn'](last ? 'a job was given up' : 'a job failed', {
      widget_id,
      kind,
      tried,
      error,
    })
    await end(job, { kind: 'failed', retryMs: last ? null : wait, error: messageOf(error) })
    if (!last && !closed) clock.after(wait, look)
  }

  return {
    start() {
      closed = false
      look()
    },
    wake: look,
    async close() {
      closed = true
      cancel()
      await looking
      await Promise.all(running)
    },
  }
}
