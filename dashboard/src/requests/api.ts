import type { ErrorBody, ErrorCode } from '@imbachat/protocol'
import type {
  DashboardOperationId,
  dashboardOperations,
  KeyKind,
  KeyName,
  OperationInput,
  OperationResult,
} from '@imbachat/protocol/http/dashboard'
import { routesOfOperations } from './operation-routes.ts' with { type: 'macro' }

export type * from '@imbachat/protocol/http/dashboard'

type Operations = typeof dashboardOperations
type Body<Id extends DashboardOperationId> = OperationInput<Operations[Id]>['body']

const routes = routesOfOperations()

/** `offline`: no answer came at all; `unreadable`: something that is not our server answered. */
export type ApiErrorCode = ErrorCode | 'offline' | 'unreadable'

/** A refusal of the server, or its absence. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ApiErrorCode
  readonly field: string | undefined
  readonly problem: ErrorBody['problem']
  readonly retryAfterMs: number | undefined
  /** the request's id in the server's log */
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
  widget_id?: number
  report_id?: string
  /** other parameters of the path */
  params?: Record<string, string>
  query?: Record<string, string>
  body?: Body<Id>
}

/** A wrong password or code must not look like an expired session. */
const SIGNING_IN: ReadonlySet<DashboardOperationId> = new Set(['session.sign_in', 'session.second_factor'])

/**
 * Milliseconds to wait for the answer to a read request, so that a list that renews itself goes on. The server ends a
 * request after 10 s, but a lost connection may never report it. Changes have no such limit: they may have been made.
 */
const ANSWER_MS = 30_000

let whenSignedOut: () => void = () => {}

/** `act` runs whenever the server says that the session has ended. */
export function onSignedOut(act: () => void): void {
  whenSignedOut = act
}

let whenRoleLost: (widget_id: number) => void = () => {}

/** `act` runs whenever the server refuses what the reader's role in a widget allowed before. */
export function onRoleLost(act: (widget_id: number) => void): void {
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
  const named = { widget_id: input.widget_id, report_id: input.report_id, ...input.params } as Record<string, unknown>
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
  if (error.code === 'not_authenticated' && error.field === undefined && !SIGNING_IN.has(id)) whenSignedOut()
  if (input.widget_id !== undefined && id !== 'widgets.get' && isRoleLost(error)) whenRoleLost(input.widget_id)
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
  widget: (widget_id: number) => call('widgets.get', { widget_id }),
  changeWidget: (widget_id: number, body: Body<'widgets.change'>) => call('widgets.change', { widget_id, body }),

  widgetContents: (widget_id: number) => call('widgets.contents', { widget_id }),
  deleteWidget: (widget_id: number, name: string) => call('widgets.delete', { widget_id, body: { name } }),

  revealKey: (widget_id: number, key: KeyName) => call('widget_keys.reveal', { widget_id, body: { key } }),
  rotateKey: (widget_id: number, body: Body<'widget_keys.rotate'>) => call('widget_keys.rotate', { widget_id, body }),
  retireKey: (widget_id: number, kind: KeyKind) => call('widget_keys.retire', { widget_id, body: { kind } }),

  testConnection: (widget_id: number, body: Body<'site.connection_test'>) =>
    call('site.connection_test', { widget_id, body }),
  testSearch: (widget_id: number, body: Body<'site.search_test'>) => call('site.search_test', { widget_id, body }),
  testFriends: (widget_id: number, body: Body<'site.friends_test'>) => call('site.friends_test', { widget_id, body }),
  testToken: (widget_id: number, token: string) => call('site.token_test', { widget_id, body: { token } }),
  siteStatus: (widget_id: number) => call('site.status', { widget_id }),

  createConnectCode: (widget_id: number) => call('connect.create_code', { widget_id }),
  connection: (widget_id: number) => call('connect.status', { widget_id }),

  /** the rest of the operations, which screens on demand use */
  call,
}
