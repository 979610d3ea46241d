import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from './http-env.ts'

export type Health = 'ready' | 'draining'

const answer = z.object({ status: z.enum(['ready', 'draining']) }).meta({ id: 'Health' })

const route = createRoute({
  method: 'get',
  path: '/health',
  operationId: 'health',
  summary: 'May a load balancer send visitors here?',
  responses: {
    200: { description: 'yes', content: { 'application/json': { schema: answer } } },
    503: { description: 'no longer: the server is stopping', content: { 'application/json': { schema: answer } } },
  },
})

/** 503 once the server has begun to stop. */
export function healthRoute(app: OpenAPIHono<HttpEnv>, { health }: { health(): Health }): void {
  app.openapi(route, (c) => {
    const status = health()
    return c.json({ status }, status === 'ready' ? 200 : 503, { 'cache-control': 'no-store' })
  })
}
