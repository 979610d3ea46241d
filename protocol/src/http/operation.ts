import { z } from 'zod'
import { ERRORS, type ErrorCode } from '../errors.ts'
import { FIELD_PROBLEMS, type FieldProblem } from '../field-problem.ts'
import type { WidgetRole } from '../widget-roles.ts'

/** Where the dashboard's HTTP API lives, on the chat server's own origin. */
export const DASHBOARD_API = '/api/dashboard/v1'

/**
 * One operation of an HTTP API: what the server registers, what OpenAPI shows and what the dashboard's page calls, all
 * from here. `path` has its parameters as `{name}`.
 */
export type Operation = Described & Access

/**
 * `owner` needs the session cookie and, where the path names a widget, at least this role in its team; `administrator`
 * the session cookie of an account that runs the server, and is not found by any other; `site` needs the widget's keys,
 * `open` nothing.
 */
type Access = { access: 'open' | 'site' | 'administrator' } | { access: 'owner'; role: WidgetRole | null }

interface Described {
  id: string
  method: 'get' | 'post' | 'patch' | 'delete'
  path: string
  summary: string
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
  /** status of a success */
  status: 200 | 201
  result: z.ZodType
  /** codes it may answer besides the ones that any operation may */
  errors: readonly ErrorCode[]
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

/** Is it open to a person that the site's admin signed in, if their role is enough? */
export const isBySite = ({ access, bySite, path }: Pick<Operation, 'access' | 'bySite' | 'path'>): boolean =>
  access === 'owner' && (bySite ?? path.includes('{widget_id}'))

type ParsedBy<S> = S extends z.ZodType ? z.output<S> : undefined
type WrittenFor<S> = S extends z.ZodType ? z.input<S> : undefined

/** What a caller writes for an operation. */
export interface OperationInput<O extends Operation> {
  params: WrittenFor<O['params']>
  query: WrittenFor<O['query']>
  body: WrittenFor<O['body']>
}

export type OperationResult<O extends Operation> = ParsedBy<O['result']>

/** Keeps the exact types of a literal, so that callers and handlers are typed by it. */
export const operation = <const O extends Operation>(described: O): O => described
