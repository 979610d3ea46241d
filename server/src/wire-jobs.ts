import { PROCESS_UPLOAD, processUpload } from './chat/attachments/process-upload.ts'
import type { ChatDeps } from './chat/chat-deps.ts'
import type { Clock } from './chat/clock.ts'
import { expiringMap } from './chat/expiring-map.ts'
import type { Log } from './chat/log.ts'
import type { ChatStore } from './chat/ports.ts'
import { type KnownPage, MAKE_PREVIEW, makePreview } from './chat/previews/make-preview.ts'
import type { PageReader } from './chat/previews/ports.ts'
import { createJobRunner, type JobHandler, type JobRunner } from './jobs/runner.ts'
import { MAIL_RUNNING, type Mails, SEND_MAIL } from './mail/mail-queue.ts'
import { RUN_TASK } from './owner/moderation/tasks.ts'
import { widgetsWithJobs } from './store/due-jobs.ts'
import type { Store } from './store/index.ts'
import type { Metrics } from './telemetry/metrics.ts'

export interface JobsBasis {
  store: ChatStore
  readDb: Store['readDb']
  clock: Clock
  log: Log
  metrics: Metrics | null
  pages: PageReader
  /** previews that are made at the same time; 0: none are made */
  previewsAtOnce: number
  /** null: this server sends no mail */
  mail: Mails | null
  /** Who adds jobs is wired after what runs them. */
  chat(): ChatDeps
  runTask: JobHandler
}

export interface Jobs {
  /** what waits for the files of messages, and the tasks of moderators */
  main: JobRunner
  /** null: there are no previews */
  previews: JobRunner | null
  mails: JobRunner | null
  start(): void
  /** Any of them may be due. */
  wake(): void
  close(): Promise<void>
}

/** What must be done at least once. A page or a mail server that is slow to answer must not keep a file waiting. */
export function wireJobs({ previewsAtOnce, ...basis }: JobsBasis): Jobs {
  const { store, readDb, clock, log, metrics, pages, mail, chat, runTask } = basis
  const dueAt = (at: number) => widgetsWithJobs(readDb, at)
  const counted = (kind: string, run: JobHandler) => ({ [kind]: metrics ? metrics.countingJobs(kind, run) : run })
  const known = expiringMap<Promise<KnownPage>>(clock, 1_000)

  const main = createJobRunner({
    store,
    widgetsWithJobs: dueAt,
    handlers: {
      ...counted(PROCESS_UPLOAD, (job) => processUpload(chat(), job)),
      ...counted(RUN_TASK, runTask),
    },
    clock,
    log,
  })
  const previews =
    previewsAtOnce === 0
      ? null
      : createJobRunner({
          store,
          widgetsWithJobs: dueAt,
          handlers: counted(MAKE_PREVIEW, (job) => makePreview({ ...chat(), pages, known }, job)),
          clock,
          log,
          limits: { atOnce: previewsAtOnce },
        })
  const mails =
    mail &&
    createJobRunner({
      store,
      widgetsWithJobs: dueAt,
      handlers: counted(SEND_MAIL, (job) => mail.run(job)),
      clock,
      log,
      limits: MAIL_RUNNING,
    })

  const all = [main, previews, mails].filter((runner) => runner !== null)
  return {
    main,
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
