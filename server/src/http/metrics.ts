import { timingSafeEqual } from 'node:crypto'
import type { Metrics } from '../telemetry/metrics.ts'

const HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' }

/**
 * Answers a scrape. Without a token the address is one that only the server administrator's network reaches.
 * @param token what a scraper must send as `Authorization: Bearer TOKEN`; undefined: nothing
 */
export async function metricsAnswer(
  request: Request,
  metrics: Pick<Metrics, 'text'>,
  token: string | undefined,
): Promise<Response> {
  if (token !== undefined && !isToken(request.headers.get('authorization'), token)) {
    const said = 'Send METRICS_TOKEN as a bearer token.\n'
    return new Response(said, { status: 401, headers: { ...HEADERS, 'www-authenticate': 'Bearer' } })
  }
  const headers = { ...HEADERS, 'content-type': 'text/plain; version=0.0.4; charset=utf-8' }
  return new Response(await metrics.text(), { headers })
}

function isToken(authorization: string | null, token: string): boolean {
  const given = Buffer.from(authorization ?? '')
  const right = Buffer.from(`Bearer ${token}`)
  return given.length === right.length && timingSafeEqual(given, right)
}
