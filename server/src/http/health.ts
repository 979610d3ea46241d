import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from './http-env.ts'

export type Health = 'ready' | 'draining'

const readiness = z.object({
  database: z.enum(['ok', 'read_only', 'no_answer']),
  disk: z.enum(['ok', 'low', 'full']).describe('`low`: files are refused; `full`: users write nothing'),
  bus: z.enum(['ok', 'away']),
})
export type Readiness = z.infer<typeof readiness>

const health = z.object({ status: z.enum(['ready', 'draining']) }).meta({ id: 'Health' })
const ready = readiness.extend({ status: z.enum(['ready', 'not_ready', 'draining']) }).meta({ id: 'Ready' })

const healthRoute = createRoute({
  method: 'get',
  path: '/health',
  operationId: 'health',
  summary: 'Does the process live, and may a load balancer send visitors here?',
  responses: {
    200: { description: 'yes', content: { 'application/json': { schema: health } } },
    503: { description: 'no longer: the server is stopping', content: { 'application/json': { schema: health } } },
  },
})

const readyRoute = createRoute({
  method: 'get',
  path: '/ready',
  operationId: 'ready',
  summary: 'Can the server do all of its work, and what can it not?',
  responses: {
    200: { description: 'all of it', content: { 'application/json': { schema: ready } } },
    503: { description: 'not all of it, or it is stopping', content: { 'application/json': { schema: ready } } },
  },
})

const UNCACHED = { 'cache-control': 'no-store' }

/**
 * `/health` is 503 once the server has begun to stop. `/ready` is 503 also while something that it needs is away:
 * people then still read, so it is for alarms, and no reason to send visitors nowhere.
 */
export function healthRoutes(
  app: OpenAPIHono<HttpEnv>,
  { health, readiness }: { health(): Health; readiness(): Promise<Readiness> },
): void {
  app.openapi(healthRoute, (c) => {
    const status = health()
    return c.json({ status }, status === 'ready' ? 200 : 503, UNCACHED)
  })
  app.openapi(readyRoute, async (c) => {
    const found = await readiness()
    const isReady = found.database === 'ok' && found.disk === 'ok' && found.bus === 'ok'
    const status = health() === 'draining' ? 'draining' : isReady ? 'ready' : 'not_ready'
    return c.json({ status, ...found }, status === 'ready' ? 200 : 503, UNCACHED)
  })
}
