import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { ERRORS, type ErrorCode } from '@imbachat/protocol'
import { asyncApiDocument } from '@imbachat/protocol/documents/asyncapi'
import { apiProblem, PROBLEM_TYPE } from '@imbachat/protocol/http/api/problem'
import { COMMON_ERRORS, errorReply, needsSession, type Operation } from '@imbachat/protocol/http/operation'
import { siteErrorReply } from '@imbachat/protocol/http/site-api'
import packageJson from '../../package.json' with { type: 'json' }
import { type ApiDocument, REFERENCE_POLICY, referencePage } from './api/reference-page.ts'
import type { HttpEnv } from './http-env.ts'
import { openapiDocument } from './openapi-document.ts'
import { describeRealtime } from './openapi-realtime.ts'

/** Serves the descriptions of the routes of `app` and of the socket. They are made at the first request. */
export function openapiRoute(app: OpenAPIHono<HttpEnv>, config: { publicUrl: string; cookieName: string }): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'owner', {
    type: 'apiKey',
    in: 'cookie',
    name: config.cookieName,
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'site', {
    type: 'http',
    scheme: 'basic',
    description: 'DEV_ID and Secret key. Or the body has `login` and `password`: API login and API password.',
  })
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/openapi.json',
    operationId: 'openapi',
    summary: 'This document',
    responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: z.looseObject({}) } } } },
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'An API key of the dashboard. An operation names the scope that the key needs.',
  })
  app.openAPIRegistry.registerComponent('securitySchemes', 'upload', { type: 'http', scheme: 'bearer' })
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/asyncapi.json',
    operationId: 'asyncapi',
    summary: 'The socket: its requests, replies and events',
    responses: { 200: { description: 'AsyncAPI 3', content: { 'application/json': { schema: z.looseObject({}) } } } },
  })
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/api-reference',
    operationId: 'api_reference',
    summary: 'The server API as a page for people',
    responses: { 200: { description: 'HTML', content: { 'text/html': { schema: z.string() } } } },
  })
  describeRealtime(app)
  const version = packageJson.version
  const info = {
    title: 'ImbaChat',
    version,
    description: 'What the server answers over HTTP. The socket is described in docs/protocol.md and /asyncapi.json.',
  }
  const openapi = () => openapiDocument(app.openAPIRegistry.definitions, { info, servers: [{ url: config.publicUrl }] })
  const describe = {
    '/openapi.json': openapi,
    '/asyncapi.json': () => asyncApiDocument({ publicUrl: config.publicUrl, version }),
  }
  let page: string | undefined
  app.get('/api-reference', (c) => {
    page ??= referencePage(JSON.parse(JSON.stringify(openapi())) as ApiDocument, config.publicUrl)
    return c.body(page, 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': REFERENCE_POLICY,
      'cache-control': 'no-cache',
    })
  })
  for (const [path, make] of Object.entries(describe)) {
    let text: string | undefined
    app.get(path, (c) => {
      // Anybody may ask any number of times, and it takes milliseconds to build.
      text ??= JSON.stringify(make())
      return c.body(text, 200, { 'content-type': 'application/json' })
    })
  }
}

/** Puts an operation into the document, from the very schemas that it is parsed by. */
export function describeOperation(app: OpenAPIHono<HttpEnv>, operation: Operation): void {
  app.openAPIRegistry.registerPath({
    method: operation.method,
    path: operation.path,
    // the same words are names of operations of the server API
    operationId: needsSession(operation) ? `dashboard.${operation.id}` : operation.id,
    summary: operation.summary,
    security: securityOf(operation),
    request: {
      ...(operation.params && { params: operation.params }),
      ...(operation.query && { query: operation.query }),
      ...(operation.access === 'key' && operation.method === 'post' && { headers: ASKED_HEADERS }),
      ...(operation.body && {
        body: { required: true, content: contentOf(operation, operation.body) },
      }),
    },
    responses: {
      [operation.status]: {
        description: 'done',
        ...(operation.access === 'key' && { headers: answerHeaders(operation) }),
        content: { 'application/json': { schema: operation.result } },
      },
      ...refusals([...COMMON_ERRORS, ...operation.errors], operation.access),
    },
  })
}

/** Headers that a call of the server API may have if doing it twice would do harm. */
const ASKED_HEADERS = z.object({
  'Idempotency-Key': z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('the same again within 24 hours is the same call, which is not done twice'),
})

const LIMIT_HEADERS = z.object({
  RateLimit: z.string().optional().describe("what is left of the key's calls: `r` calls, full again in `t` seconds"),
  'RateLimit-Policy': z.string().optional().describe('`q` calls in `w` seconds'),
})
const RETRY_HEADERS = LIMIT_HEADERS.extend({
  'Retry-After': z.string().optional().describe('seconds to wait, where waiting helps'),
})
const REPEATED_HEADERS = LIMIT_HEADERS.extend({
  'Idempotent-Replayed': z.string().optional().describe('`true`: the answer to the same call before'),
})
const answerHeaders = ({ method }: Operation) => (method === 'post' ? REPEATED_HEADERS : LIMIT_HEADERS)

const securityOf = ({ access, scope }: Operation): Record<string, string[]>[] => {
  if (access === 'key') return [{ key: scope === undefined ? [] : [scope] }]
  if (access === 'site') return [{ site: [] }, {}]
  return access === 'open' ? [] : [{ owner: [] }]
}

/** Sites' servers may send forms as well. */
function contentOf({ access }: Operation, schema: z.ZodObject) {
  const types = ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data']
  return Object.fromEntries((access === 'site' ? types : types.slice(0, 1)).map((type) => [type, { schema }]))
}

function refusals(codes: readonly ErrorCode[], access: Operation['access']) {
  const schema = access === 'key' ? apiProblem : access === 'site' ? siteErrorReply : errorReply
  const type = access === 'key' ? PROBLEM_TYPE : 'application/json'
  const byStatus = Map.groupBy(new Set(codes), (code) => ERRORS[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      {
        description: list.join(', '),
        ...(access === 'key' && { headers: RETRY_HEADERS }),
        content: { [type]: { schema } },
      },
    ]),
  )
}
