import { join } from 'node:path'
import type { Clock } from './chat/clock.ts'
import type { Log } from './chat/log.ts'
import type { ChatStore } from './chat/ports.ts'
import type { Config } from './config/config.ts'
import type { DiskSpace } from './files/disk-space.ts'
import { createInspector } from './files/inspector/inspector.ts'
import { AGAIN, createJobRunner } from './jobs/runner.ts'
import { createInbox } from './notifications/replies/inbox.ts'
import { createMailIntake, type MailIntake } from './notifications/replies/mail-intake.ts'
import type { Replies } from './notifications/replies/take-mail.ts'
import { widgetsWithJobs } from './store/due-jobs.ts'
import type { Store } from './store/store.ts'

export interface RepliesBasis {
  config: Pick<Config, 'replies' | 'dataDir' | 'limits'>
  store: ChatStore
  readDb: Store['readDb']
  space: Pick<DiskSpace, 'take'>
  replies: Replies
  /** addresses and names of our mails' sender */
  own: readonly string[]
  clock: Clock
  log: Log
  /** certificates of mail servers to trust, beside those of the system */
  ca: string | undefined
}

export interface RepliesParts {
  mailIntake: MailIntake
  start(): Promise<void>
  close(): Promise<void>
}

const READ_INBOX = 'mail.inbox'
/** The job belongs to no widget. */
const NO_WIDGET = 0
/** A mail that takes longer to read is one that is made to. */
const READ_MS = 20_000

/** Ways on which answers by mail come in. One node at a time reads the mailbox: it is a job that does not end. */
export function wireReplies({
  config,
  store,
  readDb,
  space,
  replies,
  own,
  clock,
  log,
  ca,
}: RepliesBasis): RepliesParts {
  const { dataDir, limits } = config
  // apart from that of files: a mail must not keep an upload waiting
  const inspector = createInspector(log, { timeoutMs: READ_MS })
  const folder = join(dataDir, 'mail-in')
  const mailIntake = createMailIntake({ folder, space, inspector, replies, own, limits, log })
  const settings = config.replies?.imap
  const inbox = settings && createInbox({ settings, intake: mailIntake, clock, log, limits, ca })
  const runner =
    inbox &&
    createJobRunner({
      store,
      widgetsWithJobs: (kind, at) => widgetsWithJobs(readDb, kind, at),
      kind: READ_INBOX,
      async run(_, moved) {
        await inbox.run(moved)
        return AGAIN
      },
      clock,
      log,
      limits: { atOnce: 1 },
    })
  return {
    mailIntake,
    async start() {
      if (!runner) return
      await store.addJob({ widget_id: NO_WIDGET, id: READ_INBOX, kind: READ_INBOX, payload: {} })
      runner.start()
    },
    async close() {
      inbox?.stop()
      await runner?.close()
      inspector.close()
    },
  }
}
