import { PROCESS_UPLOAD, processUpload } from './chat/attachments/process-upload.ts'
import type { ChatDeps } from './chat/chat-deps.ts'
import type { Clock } from './chat/clock.ts'
import { expiringMap } from './chat/expiring-map.ts'
import type { Log } from './chat/log.ts'
import type { ChatStore } from './chat/ports.ts'
import { type KnownPage, MAKE_PREVIEW, makePreview } from './chat/previews/make-preview.ts'
import type { PageReader } from './chat/previews/ports.ts'
import type { Limits } from './config/limits.ts'
import { createJobRunner, type JobHandler, type JobRunner } from './jobs/runner.ts'
import { type Mails, mailRunning, SEND_MAIL } from './mail/mail-queue.ts'
import { RUN_TASK } from './moderation/tasks.ts'
import { widgetsWithJobs } from './store/due-jobs.ts'
import type { Store } from './store/store.ts'
import type { Metrics } from './telemetry/metrics.ts'

export interface JobsBasis {
  store: ChatStore
  readDb: Store['readDb']
  clock: Clock
  log: Log
  metrics: Metrics | null
  pages: PageReader
  limits: Limits
  /** null: this server sends no mail */
  mail: Mails | null
  /** A function, because the parts that add jobs are wired after the runner. */
  chat(): ChatDeps
  runTask: JobHandler
}

export interface Jobs {
  /** jobs of messages' files */
  files: JobRunner
  /** tasks of moderators */
  tasks: JobRunner
  /** null: previews are off */
  previews: JobRunner | null
  mails: JobRunner | null
  start(): void
  /** Any of them may be due. */
  wake(): void
  close(): Promise<void>
}

/**
 * Jobs, which run at least once. Each kind has places of its own: a page, a mail server or an S3 that is slow
 * to answer keeps nothing else waiting.
 */
export function wireJobs({ limits, ...basis }: JobsBasis): Jobs {
  const { store, readDb, clock, log, metrics, pages, mail, chat, runTask } = basis
  const runner = (kind: string, run: JobHandler, running = {}) =>
    createJobRunner({
      store,
      widgetsWithJobs: (kind, at) => widgetsWithJobs(readDb, kind, at),
      kind,
      run: metrics ? metrics.countingJobs(kind, run) : run,
      clock,
      log,
      limits: running,
    })
  const known = expiringMap<Promise<KnownPage>>(clock, 1_000)
  const pageDeps = () => ({ ...chat(), pages, known })
  const files = runner(PROCESS_UPLOAD, (job, moved) => processUpload(chat(), job, moved))
  const tasks = runner(RUN_TASK, runTask)
  const previews =
    limits.PREVIEWS_AT_ONCE === 0
      ? null
      : runner(MAKE_PREVIEW, (job) => makePreview(pageDeps(), job), { atOnce: limits.PREVIEWS_AT_ONCE })
  const mails = mail && runner(SEND_MAIL, (job) => mail.run(job), mailRunning(limits.NOTIFY_RETRY_HOURS))

  const all = [files, tasks, previews, mails].filter((runner) => runner !== null)
  return {
    files,
    tasks,
    previews,
    mails,
    start() {
      for (const runner of all) runner.start()
    },
    wake() {
      for (const runner of all) runner.wake()
    },
    async close() {
      await Promise.all(all.map((runner) => runner.close()))
    },
  }
}
