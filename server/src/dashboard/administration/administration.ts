import type {
  BackupRun,
  JOB_STATES,
  ServerAccount,
  ServerBackups,
  ServerJob,
  ServerOverview,
  ServerStorage,
  ServerWidget,
  WidgetQuotas,
} from '@imbachat/protocol/http/administration'
import type { WidgetContents } from '@imbachat/protocol/http/widget/widgets'
import type { Expression, Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Database, OwnerTables } from '../../store/schema/schema.ts'
import { widgetContents } from '../widgets/widget-contents.ts'
import * as accounts from './accounts.ts'
import type { Backups } from './backups.ts'
import { countJobs, deleteJob, listJobs, replayJobs } from './jobs.ts'
import type { Nodes } from './nodes.ts'
import { readOverview } from './overview.ts'
import { readStorage, type StoragePlaces } from './storage.ts'
import * as widgets from './widgets.ts'

/** What each database answers in its own way. */
export interface AdministeredDatabase {
  kind: 'sqlite' | 'postgresql'
  /** migrations that this server does not know */
  newerMigrations(): Promise<string[]>
  /** bytes; on PostgreSQL the index is a part of the database */
  sizes(): Promise<{ database: number; index: number }>
  /** @returns false: the account is disabled already, or the last administrator, or not there */
  disableUnlessLast(accountId: string, at: number): Promise<boolean>
  /** @param now of this node, for a database of one node */
  jobTime(now: number): Expression<number>
}

export interface AdministrationDeps {
  control: Kysely<Database & OwnerTables>
  readDb: Kysely<Database & OwnerTables>
  clock: Clock
  database: AdministeredDatabase
  nodes: Nodes
  backups: Backups
  places: StoragePlaces
  /** what the server allows any widget */
  defaults: WidgetQuotas
  /** jobs of this node's runners may be due */
  wakeJobs: () => void
}

export interface ListInput<Filter extends string> {
  query: string
  filter: Filter
  limit: number
  cursor?: string | undefined
}

export interface JobInput {
  state: (typeof JOB_STATES)[number]
  limit: number
  cursor?: string | undefined
}

export type JobCounts = ServerOverview['jobs']

/** What the server's administrator sees and does: plain rows of all accounts and widgets, read and written directly. */
export interface Administration {
  overview(): Promise<ServerOverview>
  /** @throws ChatError invalid_field */
  accounts(input: ListInput<accounts.AccountFilter>): Promise<{ accounts: ServerAccount[]; next: string | null }>
  /** @throws ChatError not_found, forbidden for the last administrator */
  disableAccount(accountId: string): Promise<ServerAccount>
  /** @throws ChatError not_found */
  enableAccount(accountId: string): Promise<ServerAccount>
  endSessions(accountId: string): Promise<ServerAccount>
  stopTwoFactor(accountId: string): Promise<ServerAccount>
  resetLink(accountId: string): Promise<{ email: string; token: string; expiresAt: number }>
  /** @throws ChatError invalid_field */
  widgets(input: ListInput<widgets.WidgetFilter>): Promise<{ widgets: ServerWidget[]; next: string | null }>
  defaults: WidgetQuotas
  /** @throws ChatError not_found */
  contents(widgetId: number): Promise<WidgetContents>
  suspend(widgetId: number, reason: string): Promise<ServerWidget>
  resume(widgetId: number): Promise<ServerWidget>
  setQuotas(widgetId: number, quotas: WidgetQuotas): Promise<{ before: WidgetQuotas; widget: ServerWidget }>
  storage(): Promise<ServerStorage>
  /** @throws ChatError invalid_field */
  jobs(input: JobInput): Promise<{ jobs: ServerJob[]; counts: JobCounts; next: string | null }>
  /** @param job null: all that were given up. @throws ChatError not_found */
  replay(job: JobName | null): Promise<JobCounts>
  deleteJob(job: JobName): Promise<JobCounts>
  backups(): Promise<ServerBackups>
  /** @throws ChatError conflict while one runs */
  startBackup(): Promise<ServerBackups>
  close(): Promise<void>
}

export interface JobName {
  widgetId: number
  jobId: string
}

export type { BackupRun }

export function createAdministration(deps: AdministrationDeps): Administration {
  return {
    overview: () => readOverview(deps),
    accounts: (input) => accounts.listAccounts(deps, input),
    disableAccount: (accountId) => accounts.disableAccount(deps, accountId),
    enableAccount: (accountId) => accounts.enableAccount(deps, accountId),
    endSessions: (accountId) => accounts.endSessionsOf(deps, accountId),
    stopTwoFactor: (accountId) => accounts.stopTwoFactorOf(deps, accountId),
    resetLink: (accountId) => accounts.resetLinkOf(deps, accountId),
    widgets: (input) => widgets.listAllWidgets(deps, input),
    defaults: deps.defaults,
    contents: (widgetId) => widgetContents(deps, 'operator', widgetId),
    suspend: (widgetId, reason) => widgets.suspendWidget(deps, widgetId, reason),
    resume: (widgetId) => widgets.resumeWidget(deps, widgetId),
    setQuotas: (widgetId, quotas) => widgets.setQuotas(deps, widgetId, quotas),
    storage: () => readStorage(deps),
    async jobs(input) {
      return { ...(await listJobs(deps, input)), counts: await countJobs(deps) }
    },
    async replay(job) {
      await replayJobs(deps, job)
      deps.wakeJobs()
      return countJobs(deps)
    },
    async deleteJob(job) {
      await deleteJob(deps, job)
      return countJobs(deps)
    },
    backups: () => deps.backups.list(),
    startBackup: () => deps.backups.start(),
    async close() {
      await Promise.all([deps.nodes.close(), deps.backups.close()])
    },
  }
}
