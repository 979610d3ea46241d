import type { ChatError, ErrorBody } from '@imbachat/protocol'
import type { Context, MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import { newRequestId } from '../../telemetry/request-id.ts'
import type { Trace } from '../../telemetry/trace.ts'
import type { HttpEnv } from '../http-env.ts'

/** Each request has an id, which its answer and its lines in the log carry. */
export function nameRequests(trace: Pick<Trace, 'http'> | null): MiddlewareHandler<HttpEnv> {
  return async (c, next) => {
    const request_id = c.env.requestId ?? newRequestId()
    const started = trace === null ? 0 : performance.now()
    c.set('requestId', request_id)
    await next()
    c.header('x-request-id', request_id)
    if (trace === null) return
    const { method } = c.req
    // The route's pattern: an address may hold secrets.
    trace.http({ request_id, method, route: routePath(c, -1), status: c.res.status, ms: performance.now() - started })
  }
}

/** The caller's error, with the request's id in the log. */
export const bodyOf = (c: Context, error: ChatError): ErrorBody => ({
  ...error.toBody(),
  request_id: c.get('requestId'),
})
