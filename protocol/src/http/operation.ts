import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../errors/codes.ts'
import { FIELD_PROBLEMS, type FieldProblem } from '../errors/field-problem.ts'
import type { ApiScope } from './api/api-scopes.ts'
import { WIDGET_ROLES, type WidgetRole } from './widget/widget-roles.ts'

/** Path of the dashboard's HTTP API, on the chat server's own origin. */
export const DASHBOARD_API = '/api/dashboard/v1'

/**
 * One operation of an HTTP API. The server registers it, OpenAPI describes it and the dashboard's page calls it, all
 * from this declaration. `path` has its parameters as `{name}`.
 */
export interface Operation extends Described {
  id: string
  /** status of a success */
  status: 200 | 201
  /** codes it may answer besides the ones that any operation may */
  errors: readonly ErrorCode[]
}

/**
 * `open` needs nothing, `site` the widget's keys and `key` an API key. All others need the session cookie: of an
 * account that runs the server (`administrator`; to any other the operation does not exist), of any account
 * (`account`), or of one with at least this role in the team of the widget that the path names.
 */
type Access = 'open' | 'site' | 'key' | 'administrator' | 'account' | WidgetRole

interface Described {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  summary: string
  access: Access
  /** scope that the API key needs; missing: none */
  scope?: ApiScope
  /** Open to the key of a bot: for the bot itself as `user_id`, in rooms that it is in. */
  bots?: true
  /**
   * Does the audit log record it? Default: each operation of a signed-in account but a `get`. False: it changes
   * nothing and shows no secret.
   */
  audit?: boolean
  /**
   * May a person without an account do it, that the site's admin signed in? Default: where the path names a widget.
   */
  bySite?: boolean
  params?: z.ZodObject
  query?: z.ZodObject
  body?: z.ZodObject
  /** default: 200 */
  status?: 200 | 201
  result: z.ZodType
  /** codes besides those that follow from access and method */
  errors?: readonly ErrorCode[]
}

/** Codes that any operation may answer. */
export const COMMON_ERRORS = [
  'invalid_frame',
  'invalid_field',
  'frame_too_large',
  'rate_limited',
  'server_busy',
  'internal',
] as const satisfies readonly ErrorCode[]

/** Every refusal, whatever went wrong, has this shape. */
export const errorReply = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]).describe('stable; decide by this'),
      message: z.string().describe('for developers, in English'),
      field: z.string().optional().describe('the field that was wrong, dotted'),
      problem: z
        .object({
          code: z.enum(Object.keys(FIELD_PROBLEMS) as [FieldProblem['code'], ...FieldProblem['code'][]]),
          params: z.object({ limit: z.number().optional(), options: z.string().optional() }),
        })
        .optional()
        .describe('what the field expects, for languages other than English'),
      retry_after_ms: z.int().min(0).optional().describe('milliseconds to wait before trying again'),
      request_id: z.string().optional().describe("what the server's log calls the request; also in X-Request-Id"),
    }),
  })
  .meta({ id: 'ErrorReply' })

/** Does it need the session cookie? */
export const needsSession = ({ access }: Pick<Operation, 'access'>): boolean => !WITHOUT_SESSION.includes(access)

const WITHOUT_SESSION: readonly Access[] = ['open', 'site', 'key']

/** The least role in the team of the widget that the path names; null: any. */
export const leastRole = ({ access }: Pick<Operation, 'access'>): WidgetRole | null =>
  WIDGET_ROLES.find((role) => role === access) ?? null

/** Is it open to a person that the site's admin signed in, if their role is enough? */
export const isBySite = ({ access, bySite, path }: Pick<Described, 'access' | 'bySite' | 'path'>): boolean =>
  needsSession({ access }) && access !== 'administrator' && (bySite ?? path.includes('{widget_id}'))

type ParsedBy<S> = S extends z.ZodType ? z.output<S> : undefined
type WrittenFor<S> = S extends z.ZodType ? z.input<S> : undefined

/** An operation's input as a caller writes it. */
export interface OperationInput<O extends Operation> {
  params: WrittenFor<O['params']>
  query: WrittenFor<O['query']>
  body: WrittenFor<O['body']>
}

export type OperationResult<O extends Operation> = ParsedBy<O['result']>

type Derived =
  | 'not_authenticated'
  | 'not_found'
  | 'forbidden'
  | 'origin_not_allowed'
  | 'widget_suspended'
  | 'shutting_down'

/** Of a POST with an idempotency key, by an API key. */
type Repeated = 'idempotency_reused' | 'idempotency_running'

/** Codes that follow from what an operation needs and does. */
function derivedErrors(described: Described): (Derived | Repeated)[] {
  const { access, method, path } = described
  if (access === 'site') return ['not_authenticated', 'widget_suspended', 'shutting_down']
  if (access === 'key') return keyErrors(described)
  const codes: Derived[] = method === 'get' ? [] : ['origin_not_allowed']
  if (!needsSession(described)) return codes
  codes.push('not_authenticated')
  if (access === 'administrator' || path.includes('{')) codes.push('not_found')
  if (access !== 'administrator' && (leastRole(described) !== null || !isBySite(described))) codes.push('forbidden')
  return codes
}

function keyErrors({ method, scope }: Described): (Derived | Repeated)[] {
  const codes: (Derived | Repeated)[] = ['not_authenticated', 'widget_suspended', 'shutting_down']
  if (scope !== undefined) codes.push('forbidden')
  if (method === 'post') codes.push('idempotency_reused', 'idempotency_running')
  return codes
}

type Completed<D extends Described, Id> = Omit<D, 'status' | 'errors'> &
  Pick<Operation, 'status'> & {
    id: Id
    errors: readonly (Derived | (D extends { errors: readonly (infer Code)[] } ? Code : never))[]
  }

/** Declares the operations of an API by their ids, with paths below `base`. Callers and handlers are typed by it. */
export const operations = <const T extends Record<string, Described>>(base: string, table: T) =>
  Object.fromEntries(
    Object.entries(table).map(([id, described]) => {
      const errors = [...derivedErrors(described), ...(described.errors ?? [])]
      return [id, { status: 200, ...described, id, path: base + described.path, errors }]
    }),
  ) as unknown as { [Id in keyof T]: Completed<T[Id], Id> }
