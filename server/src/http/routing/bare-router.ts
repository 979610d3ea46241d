import { OpenAPIHono } from '@hono/zod-openapi'
import type { Log } from '../../chat/log.ts'
import type { Config } from '../../config/config.ts'
import type { Metrics } from '../../telemetry/metrics.ts'
import type { Trace } from '../../telemetry/trace.ts'
import { errorReply } from '../error-reply.ts'
import type { HttpEnv } from '../http-env.ts'
import { countRequests } from '../metrics.ts'
import { nameRequests } from '../middleware/name-requests.ts'
import { securityHeaders } from '../middleware/security-headers.ts'
import { nothingHere } from '../nothing-here.ts'

export type Router = OpenAPIHono<HttpEnv>

export interface BareRouterDeps {
  config: Pick<Config, 'publicUrl' | 'loopback'>
  log: Log
  /** null or missing: nothing is measured */
  metrics?: Metrics | null
  /** null or missing: nothing is traced */
  trace?: Trace | null
}

/** The middleware of every request, whichever routes are added. */
export function bareRouter({ config, log, metrics, trace = null }: BareRouterDeps): Router {
  const app: Router = new OpenAPIHono<HttpEnv>()
  app.onError((error, c) => errorReply(c, error, log))
  app.notFound((c) => errorReply(c, nothingHere(), log))
  app.use(nameRequests(trace))
  if (metrics) app.use(countRequests(metrics))
  app.use(securityHeaders(config))
  return app
}
