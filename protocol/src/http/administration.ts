import { z } from 'zod'
import { mailLanguage } from './account/mail-language.ts'
import { email, newPassword } from './account/session.ts'
import { auditPage, auditQuery } from './audit.ts'
import { DASHBOARD_API, type OperationResult, operations } from './operation.ts'
import { QUOTA_LIMITS } from './widget/quota-limits.ts'
import { pageQuery, widgetContents, widgetParams } from './widget/widgets.ts'

const server = '/server'
const searched = z.string().max(100).default('')

export const NODE_LINKS = ['alone', 'joined', 'away'] as const

const serverNode = z.object({
  node_id: z.string().describe('another one at each start'),
  name: z.string().describe("the machine's"),
  version: z.string(),
  this: z.boolean().describe('the node that answers'),
  alive: z.boolean().describe('false: it stopped telling how it does'),
  started_at: z.int(),
  seen_at: z.int().describe('when it last told how it does'),
  connections: z.int(),
  memory_bytes: z.int(),
  loop_late_ms: z.number().describe('how late a timer of its event loop was'),
  database_ms: z.number().nullable().describe('how long the database took to answer; null: it did not'),
  bus: z.enum(NODE_LINKS).describe('alone: there are no other nodes; away: NATS is unreachable'),
})
export type ServerNode = z.output<typeof serverNode>

const jobCounts = z.object({
  waiting: z.int(),
  running: z.int(),
  failed: z.int().describe('given up; each count ends at 1000'),
})

const backupRun = z.object({
  backup_id: z.string(),
  started_at: z.int(),
  ended_at: z.int(),
  path: z.string(),
  node: z.string().describe('the machine that has the file'),
  rows: z.int().nullable(),
  bytes: z.int().nullable(),
  error: z.string().nullable().describe('null: the backup is complete'),
})

const serverAccount = z.object({
  account_id: z.string(),
  email: z.string(),
  administrator: z.boolean(),
  disabled_at: z.int().nullable(),
  two_factor: z.boolean(),
  created_at: z.int(),
  seen_at: z.int().nullable().describe('of the sessions that are open; null: signed in nowhere'),
  sessions: z.int(),
  widgets: z.int().describe('that count for it'),
})
export type ServerAccount = z.output<typeof serverAccount>

export const ACCOUNT_FILTERS = ['all', 'administrators', 'disabled'] as const

const accountParams = z.object({ account_id: z.string().max(100) })
const onAccount = { method: 'post', access: 'administrator', params: accountParams } as const
const oneAccount = z.object({ account: serverAccount })

const token = z.string().max(100)

/** Quotas that the server's administrator set for one widget; null: the server's defaults. 0: no limit. */
const quotaOf = (name: keyof typeof QUOTA_LIMITS) => z.int().min(0).max(QUOTA_LIMITS[name]).nullable()
export const widgetQuotas = z.strictObject({
  file_mb: quotaOf('file_mb').describe('megabytes of files'),
  connections: quotaOf('connections').describe('open connections per node'),
  rest_calls_per_second: quotaOf('rest_calls_per_second'),
})
export type WidgetQuotas = z.output<typeof widgetQuotas>

const suspension = z.object({ at: z.int(), reason: z.string().describe('for the team of the widget') })

const serverWidget = z.object({
  widget_id: z.int(),
  name: z.string(),
  owner: z.string().nullable().describe('e-mail address of the account that it counts for; null: none yet'),
  created_at: z.int(),
  active_at: z.int().nullable().describe('the last hour with a message, a dialog or a new active user'),
  messages: z.int().describe('of the last 30 days'),
  active_users: z.int().describe('of the last 30 days, at most 10000'),
  file_bytes: z.int(),
  suspended: suspension.nullable(),
  quotas: widgetQuotas,
})
export type ServerWidget = z.output<typeof serverWidget>

export const WIDGET_FILTERS = ['all', 'suspended', 'quotas'] as const

const onWidget = { access: 'administrator', params: widgetParams } as const
const oneWidget = z.object({ widget: serverWidget })

export const JOB_STATES = ['failed', 'waiting', 'running'] as const

const serverJob = z.object({
  widget_id: z.int().describe('0: a job of the server, such as a mail'),
  job_id: z.string(),
  kind: z.string(),
  state: z.enum(JOB_STATES),
  tries: z.int(),
  error: z.string().nullable().describe('of the last try'),
  run_at: z.int().nullable().describe('when it begins; null: it was given up'),
  created_at: z.int(),
})
export type ServerJob = z.output<typeof serverJob>

const jobParams = z.object({
  widget_id: z.coerce.number().int().min(0).max(1e15).describe('0: a job of the server, such as a mail'),
  job_id: z.string().max(200),
})
const done = z.object({ counts: jobCounts })

const listedBackup = backupRun.extend({
  file: z
    .enum(['here', 'removed', 'elsewhere', 'none'])
    .describe('in `DATA_DIR/backups` of this node: there, or removed; in another place; or never complete'),
})
export type BackupRun = z.output<typeof listedBackup>

const backups = z.object({
  backups: z.array(listedBackup).describe('the newest 50'),
  running: z.boolean().describe('on the node that answers'),
  kept: z.int().describe('`BACKUPS_KEPT`: the newest ones in `DATA_DIR/backups` that stay; 0: all'),
  space: z.object({
    free_bytes: z.int().describe('where `DATA_DIR` is'),
    needed_bytes: z.int().describe('by the last backup, or the database; with 256 MB that stay free'),
  }),
  command: z.string().describe('what makes one by the command line'),
})
export type ServerBackups = z.output<typeof backups>

/** A result of the check of calls, in the words of `imbachat doctor`. */
const callFinding = z
  .object({
    check: z.enum(['stun', 'turn']),
    status: z.enum(['ok', 'warning', 'problem']),
    code: z.string().describe('stable code, to translate by'),
    params: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .describe('what the sentences were filled with; `url`: the address of a relay'),
    found: z.string().describe('one sentence'),
    fix: z.string().optional().describe('advice; with every warning and problem'),
  })
  .meta({ id: 'CallFinding' })

export type CallFinding = z.output<typeof callFinding>

export const administrationOperations = operations(DASHBOARD_API, {
  'server.overview': {
    method: 'get',
    path: server,
    summary: 'How the server does: its nodes, jobs, last backup, and how many accounts and widgets it has',
    access: 'administrator',
    result: z.object({
      version: z.string(),
      database: z.enum(['sqlite', 'postgresql']),
      newer_schema: z.array(z.string()).describe('migrations that a newer server has run; not empty: update this node'),
      nodes: z.array(serverNode),
      accounts: z.int(),
      widgets: z.int(),
      suspended: z.int().describe('widgets that are suspended'),
      jobs: jobCounts,
      last_backup: backupRun.nullable().describe('the newest complete one'),
    }),
  },
  'server.check_calls': {
    method: 'post',
    path: `${server}/check-calls`,
    summary: 'Try from the server what calls need: its STUN port, and each relay, as `imbachat doctor` does',
    access: 'administrator',
    audit: false,
    result: z.object({ findings: z.array(callFinding) }),
  },
  'server.accounts': {
    method: 'get',
    path: `${server}/accounts`,
    summary: 'Accounts of the dashboard, by e-mail address',
    access: 'administrator',
    query: pageQuery.extend({
      query: searched.describe('part of an e-mail address'),
      filter: z.enum(ACCOUNT_FILTERS).default('all'),
      cursor: z.string().max(300).optional().describe('`next` of the previous page'),
    }),
    result: z.object({ accounts: z.array(serverAccount), next: z.string().nullable() }),
  },
  'server.disable_account': {
    ...onAccount,
    path: `${server}/accounts/{account_id}/disable`,
    summary: 'Sign the account out everywhere and let it sign in no more; its widgets go on',
    result: oneAccount,
    errors: ['forbidden'],
  },
  'server.enable_account': {
    ...onAccount,
    path: `${server}/accounts/{account_id}/enable`,
    summary: 'Let a disabled account sign in again',
    result: oneAccount,
  },
  'server.end_sessions': {
    ...onAccount,
    path: `${server}/accounts/{account_id}/end-sessions`,
    summary: 'Sign the account out everywhere',
    result: oneAccount,
  },
  'server.stop_two_factor': {
    ...onAccount,
    path: `${server}/accounts/{account_id}/stop-two-factor`,
    summary: 'Turn two-factor sign-in off for a person who lost the app and the recovery codes',
    result: oneAccount,
  },
  'server.reset_link': {
    ...onAccount,
    path: `${server}/accounts/{account_id}/reset-link`,
    summary: 'Make a link that sets a new password once within 24 hours; the link before ends',
    result: z.object({ link: z.string(), expires_at: z.int() }),
  },
  'reset.ask': {
    method: 'post',
    path: '/reset/ask',
    summary:
      'Send a link that sets a new password to this address, if it has an account; the answer never says whether',
    access: 'open',
    audit: false,
    body: z.strictObject({ email, language: mailLanguage }),
    result: z.object({}),
    errors: ['not_found'],
  },
  'reset.look': {
    method: 'post',
    path: '/reset/look',
    summary: 'Whose password a reset link sets',
    access: 'open',
    audit: false,
    body: z.strictObject({ token }),
    result: z.object({ email, expires_at: z.int() }),
    errors: ['invite_invalid'],
  },
  'reset.finish': {
    method: 'post',
    path: '/reset',
    summary: 'Set a new password by a reset link; all sessions of the account end',
    access: 'open',
    audit: true,
    body: z.strictObject({ token, password: newPassword, language: mailLanguage }),
    result: z.object({ email }),
    errors: ['invite_invalid'],
  },
  'server.widgets': {
    method: 'get',
    path: `${server}/widgets`,
    summary: 'Widgets of all accounts, the newest first',
    access: 'administrator',
    query: pageQuery.extend({
      query: searched.describe('part of a name, an e-mail address of the owner, or the DEV_ID'),
      filter: z.enum(WIDGET_FILTERS).default('all'),
    }),
    result: z.object({
      widgets: z.array(serverWidget),
      next: z.string().nullable(),
      defaults: widgetQuotas.describe('what the server allows any widget'),
    }),
  },
  'server.widget_contents': {
    ...onWidget,
    method: 'get',
    path: `${server}/widgets/{widget_id}/contents`,
    summary: 'How many users, rooms and messages a widget has',
    result: z.object({ contents: widgetContents }),
  },
  'server.suspend_widget': {
    ...onWidget,
    method: 'post',
    path: `${server}/widgets/{widget_id}/suspend`,
    summary: 'Stop the chat of a widget: visitors read that it is paused, nothing is lost',
    body: z.strictObject({ reason: z.string().trim().max(300).default('').describe('for the team of the widget') }),
    result: oneWidget,
  },
  'server.resume_widget': {
    ...onWidget,
    method: 'post',
    path: `${server}/widgets/{widget_id}/resume`,
    summary: 'Let the chat of a suspended widget go on',
    result: oneWidget,
  },
  'server.set_quotas': {
    ...onWidget,
    method: 'post',
    path: `${server}/widgets/{widget_id}/quotas`,
    summary: 'Allow a widget more or less than the server allows any',
    body: widgetQuotas,
    result: oneWidget,
  },
  'server.storage': {
    method: 'get',
    path: `${server}/storage`,
    summary: 'What takes how much space',
    access: 'administrator',
    result: z.object({
      database_bytes: z.int(),
      index_bytes: z.int().describe('the index of the search; on PostgreSQL a part of the database'),
      file_bytes: z.int().describe('files of messages, of all widgets'),
      files_in: z.enum(['disk', 's3']),
      free_bytes: z.int().describe('where the data lies'),
      largest: z
        .array(z.object({ widget_id: z.int(), name: z.string(), file_bytes: z.int() }))
        .describe('the 20 widgets with the most bytes of files'),
    }),
  },
  'server.jobs': {
    method: 'get',
    path: `${server}/jobs`,
    summary: 'Background jobs in one state, by widget',
    access: 'administrator',
    query: pageQuery.extend({
      state: z.enum(JOB_STATES).default('failed'),
      cursor: z.string().max(300).optional().describe('`next` of the previous page'),
    }),
    result: z.object({ jobs: z.array(serverJob), counts: jobCounts, next: z.string().nullable() }),
  },
  'server.replay_job': {
    method: 'post',
    path: `${server}/widgets/{widget_id}/jobs/{job_id}/replay`,
    summary: 'Try a job again that was given up',
    access: 'administrator',
    params: jobParams,
    result: done,
  },
  'server.replay_jobs': {
    method: 'post',
    path: `${server}/jobs/replay`,
    summary: 'Try all jobs again that were given up',
    access: 'administrator',
    result: done,
  },
  'server.delete_job': {
    method: 'post',
    path: `${server}/widgets/{widget_id}/jobs/{job_id}/delete`,
    summary: 'Forget a job that was given up; what it was to do is not done',
    access: 'administrator',
    params: jobParams,
    result: done,
  },
  'server.backups': {
    method: 'get',
    path: `${server}/backups`,
    summary: 'Backups of the database, the newest first',
    access: 'administrator',
    result: backups,
  },
  'server.start_backup': {
    method: 'post',
    path: `${server}/backups`,
    summary: 'Begin a backup into DATA_DIR/backups of the node that answers',
    access: 'administrator',
    result: backups,
    errors: ['conflict', 'storage_unavailable'],
  },
  'server.audit': {
    method: 'get',
    path: `${server}/audit`,
    summary: 'What was done to accounts and to the server',
    access: 'administrator',
    query: auditQuery,
    result: auditPage,
  },
  'server.test_mail': {
    method: 'post',
    path: `${server}/test-mail`,
    summary: 'Send a test mail to the own address, at once; the answer has the words of the mail server if it refuses',
    access: 'administrator',
    body: z.strictObject({ language: mailLanguage }),
    result: z.object({ email, problem: z.string().nullable().describe('null: the mail server took it') }),
  },
})

export type ServerOverview = OperationResult<(typeof administrationOperations)['server.overview']>
export type ServerStorage = OperationResult<(typeof administrationOperations)['server.storage']>
