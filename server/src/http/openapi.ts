import { type OpenAPIHono, z } from '@hono/zod-openapi'
import { ERRORS, type ErrorCode } from '@imbachat/protocol'
import { COMMON_ERRORS, errorReply, type Operation } from '@imbachat/protocol/http/operation'
import packageJson from '../../package.json' with { type: 'json' }
import type { HttpEnv } from './http-env.ts'

/** Serves the description of all that was registered on `app` until it is first asked for. */
export function openapiRoute(
  app: OpenAPIHono<HttpEnv>,
  { publicUrl, cookieName }: { publicUrl: string; cookieName: string },
): void {
  app.openAPIRegistry.registerComponent('securitySchemes', 'owner', { type: 'apiKey', in: 'cookie', name: cookieName })
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/openapi.json',
    operationId: 'openapi',
    summary: 'This document',
    responses: { 200: { description: 'OpenAPI 3.1', content: { 'application/json': { schema: z.looseObject({}) } } } },
  })
  let text: string | undefined
  app.get('/openapi.json', (c) => {
    // Anybody may ask as often as he likes, and it takes milliseconds to put together.
    text ??= JSON.stringify(
      app.getOpenAPI31Document({
        openapi: '3.1.0',
        info: {
          title: 'ImbaChat',
          version: packageJson.version,
          description: 'What the server answers over HTTP. The socket is described in docs/protocol.md.',
        },
        servers: [{ url: publicUrl }],
      }),
    )
    return c.body(text, 200, { 'content-type': 'application/json' })
  })
}

/** Puts an operation into the document, from the very schemas that it is parsed by. */
export function describeOperation(app: OpenAPIHono<HttpEnv>, operation: Operation): void {
  app.openAPIRegistry.registerPath({
    method: operation.method,
    path: operation.path,
    operationId: operation.id,
    summary: operation.summary,
    security: operation.access === 'owner' ? [{ owner: [] }] : [],
    request: {
      ...(operation.params && { params: operation.params }),
      ...(operation.query && { query: operation.query }),
      ...(operation.body && {
        body: { required: true, content: { 'application/json': { schema: operation.body } } },
      }),
    },
    responses: {
      [operation.status]: { description: 'done', content: { 'application/json': { schema: operation.result } } },
      ...refusals([...COMMON_ERRORS, ...operation.errors]),
    },
  })
}

function refusals(codes: readonly ErrorCode[]) {
  const byStatus = Map.groupBy(new Set(codes), (code) => ERRORS[code].status)
  return Object.fromEntries(
    [...byStatus].map(([status, list]) => [
      status,
      { description: list.join(', '), content: { 'application/json': { schema: errorReply } } },
    ]),
  )
}
