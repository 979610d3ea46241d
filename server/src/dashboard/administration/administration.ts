import type {
  BackupRun,
  ServerAccount,
  ServerBackups,
  ServerJob,
  ServerOverview,
  ServerStorage,
  ServerWidget,
  WidgetQuotas,
} from '@imbachat/protocol/http/administration'
import type { WidgetContents } from '@imbachat/protocol/http/widget/widgets'
import { widgetContents } from '../widgets/widget-contents.ts'
import * as accounts from './accounts.ts'
import type { AdministrationDeps, JobCounts, JobInput, JobName, ListInput } from './administration-deps.ts'
import { countJobs, deleteJob, listJobs, replayJobs } from './jobs.ts'
import { readOverview } from './overview.ts'
import { readStorage } from './storage.ts'
import * as widgets from './widgets.ts'

/** Views and acts of the server's administrator: plain rows of all accounts and widgets, read and written directly. */
export interface Administration {
  overview(): Promise<ServerOverview>
  /** @throws ChatError invalid_field */
  accounts(input: ListInput<accounts.AccountFilter>): Promise<{ accounts: ServerAccount[]; next: string | null }>
  /** @throws ChatError not_found, forbidden for the last administrator */
  disableAccount(account_id: string): Promise<ServerAccount>
  /** @throws ChatError not_found */
  enableAccount(account_id: string): Promise<ServerAccount>
  endSessions(account_id: string): Promise<ServerAccount>
  stopTwoFactor(account_id: string): Promise<ServerAccount>
  resetLink(account_id: string): Promise<{ email: string; token: string; expires_at: number }>
  /** @throws ChatError invalid_field */
  widgets(input: ListInput<widgets.WidgetFilter>): Promise<{ widgets: ServerWidget[]; next: string | null }>
  /** the server's default quotas */
  defaults: WidgetQuotas
  /** @throws ChatError not_found */
  contents(widget_id: number): Promise<WidgetContents>
  suspend(widget_id: number, reason: string): Promise<ServerWidget>
  resume(widget_id: number): Promise<ServerWidget>
  setQuotas(widget_id: number, quotas: WidgetQuotas): Promise<{ before: WidgetQuotas; widget: ServerWidget }>
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

export type { BackupRun }

export function createAdministration(deps: AdministrationDeps): Administration {
  return {
    overview: () => readOverview(deps),
    accounts: (input) => accounts.listAccounts(deps, input),
    disableAccount: (account_id) => accounts.disableAccount(deps, account_id),
    enableAccount: (account_id) => accounts.enableAccount(deps, account_id),
    endSessions: (account_id) => accounts.endSessionsOf(deps, account_id),
    stopTwoFactor: (account_id) => accounts.stopTwoFactorOf(deps, account_id),
    resetLink: (account_id) => accounts.resetLinkOf(deps, account_id),
    widgets: (input) => widgets.listAllWidgets(deps, input),
    defaults: {
      file_mb: deps.limits.FILE_BYTES_PER_WIDGET / 1024 / 1024,
      connections: deps.limits.MAX_SOCKETS_PER_WIDGET,
      rest_calls_per_second: deps.limits.REST_CALLS_PER_SECOND,
    },
    contents: (widget_id) => widgetContents(deps, 'all_widgets', widget_id),
    suspend: (widget_id, reason) => widgets.suspendWidget(deps, widget_id, reason),
    resume: (widget_id) => widgets.resumeWidget(deps, widget_id),
    setQuotas: (widget_id, quotas) => widgets.setQuotas(deps, widget_id, quotas),
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
