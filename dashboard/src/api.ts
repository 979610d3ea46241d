import type { ErrorBody, ErrorCode } from '@imbachat/protocol'
import type {
  AccountSafety,
  AccountSession,
  AppealView,
  AuditEntryView,
  BackupRun,
  BroadcastView,
  Carried as CarriedParts,
  ConnectedDevice,
  Connection,
  ConnectionReport,
  DashboardOperationId,
  dashboardOperations,
  GroundOfReport,
  HeldEntry,
  HeldFile,
  KeyKind,
  KeyName,
  KeyState,
  KeyStates,
  ModeratedRoomView,
  MonitorEvent,
  OperationInput,
  OperationResult,
  OverviewView,
  PersonFile,
  PersonNote,
  PersonRoom,
  PersonView,
  ReadMessage,
  ReportMessage,
  ReportView,
  RestrictionEntry,
  RevealedKey,
  RoomMember,
  RuleFinding,
  RulesView,
  ServerAccount,
  ServerBackups,
  ServerJob,
  ServerNode,
  ServerOverview,
  ServerStorage,
  ServerWidget,
  Session,
  SiteSignInView,
  SiteStatus,
  StatisticPoint,
  TaskView,
  TeamInvite,
  TeamMember,
  TeamView,
  TokenReport,
  Waiting,
  WatchedMessage,
  WholePerson,
  WidgetQuotas,
  WidgetView,
} from '@imbachat/protocol/http/dashboard'

export type {
  AccountSafety,
  AccountSession,
  AppealView,
  AuditEntryView,
  BackupRun,
  BroadcastView,
  CarriedParts,
  ConnectedDevice,
  Connection,
  ConnectionReport,
  GroundOfReport,
  HeldEntry,
  HeldFile,
  KeyKind,
  KeyName,
  KeyState,
  KeyStates,
  ModeratedRoomView,
  MonitorEvent,
  OverviewView,
  PersonFile,
  PersonNote,
  PersonRoom,
  PersonView,
  ReadMessage,
  ReportMessage,
  ReportView,
  RestrictionEntry,
  RevealedKey,
  RoomMember,
  RuleFinding,
  RulesView,
  ServerAccount,
  ServerBackups,
  ServerJob,
  ServerNode,
  ServerOverview,
  ServerStorage,
  ServerWidget,
  Session,
  SiteSignInView,
  SiteStatus,
  StatisticPoint,
  TaskView,
  TeamInvite,
  TeamMember,
  TeamView,
  TokenReport,
  Waiting,
  WatchedMessage,
  WholePerson,
  WidgetQuotas,
  WidgetView,
}

type Operations = typeof dashboardOperations
type Body<Id extends DashboardOperationId> = OperationInput<Operations[Id]>['body']

/**
 * Methods and paths, spelled again so that the schemas (and Zod) stay out of the bundle; the types hold both sides
 * together.
 */
const routes = {
  'session.get': ['get', '/api/dashboard/v1/session'],
  'session.sign_in': ['post', '/api/dashboard/v1/session'],
  'session.second_factor': ['post', '/api/dashboard/v1/session/second-factor'],
  'account.safety': ['get', '/api/dashboard/v1/account'],
  'account.end_sessions': ['post', '/api/dashboard/v1/account/sessions/end'],
  'two_factor.start': ['post', '/api/dashboard/v1/account/two-factor/start'],
  'two_factor.confirm': ['post', '/api/dashboard/v1/account/two-factor/confirm'],
  'two_factor.renew_codes': ['post', '/api/dashboard/v1/account/two-factor/recovery-codes'],
  'two_factor.stop': ['post', '/api/dashboard/v1/account/two-factor/stop'],
  'session.sign_out': ['delete', '/api/dashboard/v1/session'],
  'setup.claim': ['post', '/api/dashboard/v1/setup'],
  'password.change': ['post', '/api/dashboard/v1/password'],
  'widgets.list': ['get', '/api/dashboard/v1/widgets'],
  'widgets.create': ['post', '/api/dashboard/v1/widgets'],
  'widgets.get': ['get', '/api/dashboard/v1/widgets/{widget_id}'],
  'widgets.change': ['patch', '/api/dashboard/v1/widgets/{widget_id}'],
  'widgets.contents': ['get', '/api/dashboard/v1/widgets/{widget_id}/contents'],
  'widgets.delete': ['post', '/api/dashboard/v1/widgets/{widget_id}/delete'],
  'widget_keys.reveal': ['post', '/api/dashboard/v1/widgets/{widget_id}/keys'],
  'widget_keys.rotate': ['post', '/api/dashboard/v1/widgets/{widget_id}/keys/rotate'],
  'widget_keys.states': ['get', '/api/dashboard/v1/widgets/{widget_id}/keys'],
  'widget_keys.extend': ['post', '/api/dashboard/v1/widgets/{widget_id}/keys/extend'],
  'widget_keys.retire': ['post', '/api/dashboard/v1/widgets/{widget_id}/keys/retire'],
  'site.connection_test': ['post', '/api/dashboard/v1/widgets/{widget_id}/connection-test'],
  'site.search_test': ['post', '/api/dashboard/v1/widgets/{widget_id}/search-test'],
  'site.friends_test': ['post', '/api/dashboard/v1/widgets/{widget_id}/friends-test'],
  'site.token_test': ['post', '/api/dashboard/v1/widgets/{widget_id}/token-test'],
  'site.status': ['get', '/api/dashboard/v1/widgets/{widget_id}/site-status'],
  'site_sign_in.get': ['get', '/api/dashboard/v1/widgets/{widget_id}/site-sign-in'],
  'site_sign_in.turn_on': ['post', '/api/dashboard/v1/widgets/{widget_id}/site-sign-in/on'],
  'site_sign_in.change': ['post', '/api/dashboard/v1/widgets/{widget_id}/site-sign-in'],
  'site_sign_in.turn_off': ['post', '/api/dashboard/v1/widgets/{widget_id}/site-sign-in/off'],
  'site_sign_in.look': ['post', '/api/dashboard/v1/from-site/look'],
  'site_sign_in.finish': ['post', '/api/dashboard/v1/from-site'],
  'connect.create_code': ['post', '/api/dashboard/v1/widgets/{widget_id}/connect-code'],
  'connect.status': ['get', '/api/dashboard/v1/widgets/{widget_id}/connection'],
  'overview.get': ['get', '/api/dashboard/v1/widgets/{widget_id}/overview'],
  'statistics.get': ['get', '/api/dashboard/v1/widgets/{widget_id}/statistics'],
  'team.list': ['get', '/api/dashboard/v1/widgets/{widget_id}/team'],
  'team.invite': ['post', '/api/dashboard/v1/widgets/{widget_id}/team/invites'],
  'team.revoke_invite': ['post', '/api/dashboard/v1/widgets/{widget_id}/team/invites/{invite_id}/revoke'],
  'team.change_role': ['post', '/api/dashboard/v1/widgets/{widget_id}/team/members/{account_id}/role'],
  'team.remove': ['post', '/api/dashboard/v1/widgets/{widget_id}/team/members/{account_id}/remove'],
  'team.leave': ['post', '/api/dashboard/v1/widgets/{widget_id}/team/leave'],
  'team.hand_over': ['post', '/api/dashboard/v1/widgets/{widget_id}/team/members/{account_id}/hand-over'],
  'join.look': ['post', '/api/dashboard/v1/join/look'],
  'join.accept': ['post', '/api/dashboard/v1/join/accept'],
  'join.sign_up': ['post', '/api/dashboard/v1/join/sign-up'],
  'audit.list': ['get', '/api/dashboard/v1/widgets/{widget_id}/audit'],
  'rules.get': ['get', '/api/dashboard/v1/widgets/{widget_id}/rules'],
  'rules.change': ['patch', '/api/dashboard/v1/widgets/{widget_id}/rules'],
  'rules.try': ['post', '/api/dashboard/v1/widgets/{widget_id}/rules/try'],
  'reports.list': ['get', '/api/dashboard/v1/widgets/{widget_id}/reports'],
  'reports.get': ['get', '/api/dashboard/v1/widgets/{widget_id}/reports/{report_id}'],
  'reports.claim': ['post', '/api/dashboard/v1/widgets/{widget_id}/reports/{report_id}/claim'],
  'reports.decide': ['post', '/api/dashboard/v1/widgets/{widget_id}/reports/{report_id}/decide'],
  'reports.undo': ['post', '/api/dashboard/v1/widgets/{widget_id}/reports/{report_id}/undo'],
  'moderation.status': ['get', '/api/dashboard/v1/widgets/{widget_id}/moderation'],
  'people.list': ['get', '/api/dashboard/v1/widgets/{widget_id}/people'],
  'people.get': ['get', '/api/dashboard/v1/widgets/{widget_id}/people/one'],
  'people.rooms': ['get', '/api/dashboard/v1/widgets/{widget_id}/people/one/rooms'],
  'people.held': ['get', '/api/dashboard/v1/widgets/{widget_id}/people/one/held'],
  'people.decide_held': ['post', '/api/dashboard/v1/widgets/{widget_id}/people/held'],
  'people.devices': ['get', '/api/dashboard/v1/widgets/{widget_id}/people/one/devices'],
  'people.files': ['post', '/api/dashboard/v1/widgets/{widget_id}/people/one/files'],
  'people.open_file': ['post', '/api/dashboard/v1/widgets/{widget_id}/people/one/open-file'],
  'people.sign_out': ['post', '/api/dashboard/v1/widgets/{widget_id}/people/sign-out'],
  'people.refresh': ['post', '/api/dashboard/v1/widgets/{widget_id}/people/refresh'],
  'people.restrict': ['post', '/api/dashboard/v1/widgets/{widget_id}/people/restrict'],
  'people.lift': ['post', '/api/dashboard/v1/widgets/{widget_id}/people/lift'],
  'people.note': ['post', '/api/dashboard/v1/widgets/{widget_id}/people/note'],
  'people.forget_note': ['post', '/api/dashboard/v1/widgets/{widget_id}/people/forget-note'],
  'people.delete_messages': ['post', '/api/dashboard/v1/widgets/{widget_id}/people/delete-messages'],
  'people.erase': ['post', '/api/dashboard/v1/widgets/{widget_id}/people/erase'],
  'people.export': ['post', '/api/dashboard/v1/widgets/{widget_id}/people/export'],
  'widget_rooms.list': ['get', '/api/dashboard/v1/widgets/{widget_id}/rooms'],
  'widget_rooms.get': ['get', '/api/dashboard/v1/widgets/{widget_id}/rooms/{room_id}'],
  'widget_rooms.create': ['post', '/api/dashboard/v1/widgets/{widget_id}/rooms'],
  'widget_rooms.change': ['patch', '/api/dashboard/v1/widgets/{widget_id}/rooms/{room_id}'],
  'widget_rooms.read': ['post', '/api/dashboard/v1/widgets/{widget_id}/rooms/{room_id}/read'],
  'widget_rooms.members': ['get', '/api/dashboard/v1/widgets/{widget_id}/rooms/{room_id}/members'],
  'widget_rooms.add_members': ['post', '/api/dashboard/v1/widgets/{widget_id}/rooms/{room_id}/members'],
  'widget_rooms.remove_members': ['post', '/api/dashboard/v1/widgets/{widget_id}/rooms/{room_id}/members/remove'],
  'widget_rooms.change_role': ['post', '/api/dashboard/v1/widgets/{widget_id}/rooms/{room_id}/members/role'],
  'widget_rooms.contents': ['get', '/api/dashboard/v1/widgets/{widget_id}/rooms/{room_id}/contents'],
  'widget_rooms.delete': ['post', '/api/dashboard/v1/widgets/{widget_id}/rooms/{room_id}/delete'],
  'broadcasts.list': ['get', '/api/dashboard/v1/widgets/{widget_id}/broadcasts'],
  'broadcasts.preview': ['post', '/api/dashboard/v1/widgets/{widget_id}/broadcasts/preview'],
  'broadcasts.send': ['post', '/api/dashboard/v1/widgets/{widget_id}/broadcasts'],
  'broadcasts.stop': ['post', '/api/dashboard/v1/widgets/{widget_id}/broadcasts/{broadcast_id}/stop'],
  'appeals.list': ['get', '/api/dashboard/v1/widgets/{widget_id}/appeals'],
  'appeals.answer': ['post', '/api/dashboard/v1/widgets/{widget_id}/appeals/answer'],
  'monitor.start': ['post', '/api/dashboard/v1/widgets/{widget_id}/monitor/start'],
  'monitor.list': ['get', '/api/dashboard/v1/widgets/{widget_id}/monitor'],
  'monitor.delete': ['post', '/api/dashboard/v1/widgets/{widget_id}/monitor/delete'],
  'tasks.list': ['get', '/api/dashboard/v1/widgets/{widget_id}/tasks'],
  'tasks.stop': ['post', '/api/dashboard/v1/widgets/{widget_id}/tasks/{task_id}/stop'],
  'server.overview': ['get', '/api/dashboard/v1/server'],
  'server.accounts': ['get', '/api/dashboard/v1/server/accounts'],
  'server.disable_account': ['post', '/api/dashboard/v1/server/accounts/{account_id}/disable'],
  'server.enable_account': ['post', '/api/dashboard/v1/server/accounts/{account_id}/enable'],
  'server.end_sessions': ['post', '/api/dashboard/v1/server/accounts/{account_id}/end-sessions'],
  'server.stop_two_factor': ['post', '/api/dashboard/v1/server/accounts/{account_id}/stop-two-factor'],
  'server.reset_link': ['post', '/api/dashboard/v1/server/accounts/{account_id}/reset-link'],
  'reset.ask': ['post', '/api/dashboard/v1/reset/ask'],
  'reset.look': ['post', '/api/dashboard/v1/reset/look'],
  'reset.finish': ['post', '/api/dashboard/v1/reset'],
  'server.widgets': ['get', '/api/dashboard/v1/server/widgets'],
  'server.widget_contents': ['get', '/api/dashboard/v1/server/widgets/{widget_id}/contents'],
  'server.suspend_widget': ['post', '/api/dashboard/v1/server/widgets/{widget_id}/suspend'],
  'server.resume_widget': ['post', '/api/dashboard/v1/server/widgets/{widget_id}/resume'],
  'server.set_quotas': ['post', '/api/dashboard/v1/server/widgets/{widget_id}/quotas'],
  'server.storage': ['get', '/api/dashboard/v1/server/storage'],
  'server.jobs': ['get', '/api/dashboard/v1/server/jobs'],
  'server.replay_job': ['post', '/api/dashboard/v1/server/widgets/{widget_id}/jobs/{job_id}/replay'],
  'server.replay_jobs': ['post', '/api/dashboard/v1/server/jobs/replay'],
  'server.delete_job': ['post', '/api/dashboard/v1/server/widgets/{widget_id}/jobs/{job_id}/delete'],
  'server.backups': ['get', '/api/dashboard/v1/server/backups'],
  'server.start_backup': ['post', '/api/dashboard/v1/server/backups'],
  'server.test_mail': ['post', '/api/dashboard/v1/server/test-mail'],
  'server.audit': ['get', '/api/dashboard/v1/server/audit'],
} as const satisfies { [Id in DashboardOperationId]: readonly [Operations[Id]['method'], Operations[Id]['path']] }

/** `offline`: no answer came at all; `unreadable`: something that is not our server answered. */
export type ApiErrorCode = ErrorCode | 'offline' | 'unreadable'

/** A refusal of the server, or its absence. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ApiErrorCode
  readonly field: string | undefined
  readonly problem: ErrorBody['problem']
  readonly retryAfterMs: number | undefined
  /** what the server's log calls the request */
  readonly requestId: string | undefined

  constructor(body: Omit<ErrorBody, 'code'> & { code: ApiErrorCode }) {
    super(body.message)
    this.code = body.code
    this.field = body.field
    this.problem = body.problem
    this.retryAfterMs = body.retry_after_ms
    this.requestId = body.request_id
  }
}

interface Input<Id extends DashboardOperationId> {
  widgetId?: number
  reportId?: string
  /** what else the path names */
  params?: Record<string, string>
  query?: Record<string, string>
  body?: Body<Id>
}

/** A wrong password or code is no session that has ended. */
const SIGNING_IN: ReadonlySet<DashboardOperationId> = new Set(['session.sign_in', 'session.second_factor'])

/**
 * Milliseconds until an answer to a reading is given up, so that a list that renews itself goes on. The server ends a
 * request after 10 s, but a connection that was cut may never say so. A change is not given up: it may have been made.
 */
const ANSWER_MS = 30_000

let whenSignedOut: () => void = () => {}

/** `act` runs whenever the server says that the session has ended. */
export function onSignedOut(act: () => void): void {
  whenSignedOut = act
}

let whenRoleLost: (widgetId: number) => void = () => {}

/** `act` runs whenever the server refuses what the reader's role in a widget allowed before. */
export function onRoleLost(act: (widgetId: number) => void): void {
  whenRoleLost = act
}

const isRoleLost = ({ code, field }: ApiError): boolean =>
  code === 'forbidden' || (code === 'not_found' && field === 'widget_id')

async function call<Id extends DashboardOperationId>(
  id: Id,
  input: Input<Id> = {},
): Promise<OperationResult<Operations[Id]>> {
  const [method, path] = routes[id]
  const query = input.query === undefined ? '' : `?${new URLSearchParams(input.query)}`
  const named = { widget_id: input.widgetId, report_id: input.reportId, ...input.params } as Record<string, unknown>
  const response = await fetch(
    path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(named[name]))) + query,
    {
      method: method.toUpperCase(),
      headers: input.body === undefined ? {} : { 'content-type': 'application/json' },
      body: input.body === undefined ? null : JSON.stringify(input.body),
      credentials: 'same-origin',
      cache: 'no-store',
      signal: method === 'get' ? AbortSignal.timeout(ANSWER_MS) : null,
    },
  ).catch((cause: unknown) => {
    throw new ApiError({ code: 'offline', message: String(cause) })
  })
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok && answer !== null) return answer as OperationResult<Operations[Id]>
  const error = new ApiError(readError(answer) ?? { code: 'unreadable', message: `HTTP ${response.status}` })
  // A wrong password answers the same code, and must not look like a session that has ended.
  if (error.code === 'not_authenticated' && error.field === undefined && !SIGNING_IN.has(id)) whenSignedOut()
  if (input.widgetId !== undefined && id !== 'widgets.get' && isRoleLost(error)) whenRoleLost(input.widgetId)
  throw error
}

function readError(answer: unknown): ErrorBody | null {
  if (typeof answer !== 'object' || answer === null || !('error' in answer)) return null
  const { error } = answer
  return typeof error === 'object' && error !== null && 'code' in error ? (error as ErrorBody) : null
}

/** Every call rejects with an `ApiError`. */
export const api = {
  session: () => call('session.get'),
  signIn: (body: Body<'session.sign_in'>) => call('session.sign_in', { body }),
  finishSignIn: (code: string) => call('session.second_factor', { body: { code } }),
  signOut: () => call('session.sign_out'),
  claimSetup: (body: Body<'setup.claim'>) => call('setup.claim', { body }),
  changePassword: (body: Body<'password.change'>) => call('password.change', { body }),

  /** `cursor`: where the page before ended; null: the first page */
  widgets: (cursor: string | null) => call('widgets.list', { query: cursor === null ? {} : { cursor } }),
  createWidget: (body: Body<'widgets.create'>) => call('widgets.create', { body }),
  widget: (widgetId: number) => call('widgets.get', { widgetId }),
  changeWidget: (widgetId: number, body: Body<'widgets.change'>) => call('widgets.change', { widgetId, body }),

  widgetContents: (widgetId: number) => call('widgets.contents', { widgetId }),
  deleteWidget: (widgetId: number, name: string) => call('widgets.delete', { widgetId, body: { name } }),

  revealKey: (widgetId: number, key: KeyName) => call('widget_keys.reveal', { widgetId, body: { key } }),
  rotateKey: (widgetId: number, body: Body<'widget_keys.rotate'>) => call('widget_keys.rotate', { widgetId, body }),
  retireKey: (widgetId: number, kind: KeyKind) => call('widget_keys.retire', { widgetId, body: { kind } }),

  testConnection: (widgetId: number, body: Body<'site.connection_test'>) =>
    call('site.connection_test', { widgetId, body }),
  testSearch: (widgetId: number, body: Body<'site.search_test'>) => call('site.search_test', { widgetId, body }),
  testFriends: (widgetId: number, body: Body<'site.friends_test'>) => call('site.friends_test', { widgetId, body }),
  testToken: (widgetId: number, token: string) => call('site.token_test', { widgetId, body: { token } }),
  siteStatus: (widgetId: number) => call('site.status', { widgetId }),

  createConnectCode: (widgetId: number) => call('connect.create_code', { widgetId }),
  connection: (widgetId: number) => call('connect.status', { widgetId }),

  /** the rest of the operations, which screens on demand use */
  call,
}
