import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Metrics } from '../../telemetry/metrics.ts'

/** Counts each request under the pattern of its route, which has no ids and no secrets. */
export function countRequests(metrics: Pick<Metrics, 'http'>): MiddlewareHandler {
  return async (c, next) => {
    const started = performance.now()
    await next()
    metrics.http(routePath(c, -1), c.res.status, performance.now() - started)
  }
}
