import type { MiddlewareHandler } from 'hono'
import { routePath } from 'hono/route'
import type { Metrics } from '../telemetry/metrics.ts'
import { isSecret } from './is-secret.ts'

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/**
 * Answers a scrape. Without a token, only the server administrator's network reaches the address.
 * @param token that a scraper must send as `Authorization: Bearer TOKEN`; undefined: no token is needed
 */
export async function metricsAnswer(
  request: Request,
  metrics: Pick<Metrics, 'text'>,
  token: string | undefined,
): Promise<Response> {
  if (token !== undefined && !isSecret(request.headers.get('authorization') ?? '', [`Bearer ${token}`])) {
    const text = 'Send METRICS_TOKEN as a bearer token.\n'
    return new Response(text, { status: 401, headers: { ...HEADERS, 'www-authenticate': 'Bearer' } })
  }
  const headers = { ...HEADERS, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }
  return new Response(await metrics.text(), { headers })
}

/** Counts each request under the pattern of its route, which has no ids and no secrets. */
export function countRequests(metrics: Pick<Metrics, 'http'>): MiddlewareHandler {
  return async (c, next) => {
    const started = performance.now()
    await next()
    metrics.http(routePath(c, -1), c.res.status, performance.now() - started)
  }
}
