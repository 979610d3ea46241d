import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { ASSETS_PATH } from '../assets.ts'
import { acceptedEncoding } from './cached-answer.ts'
import type { PageDeps } from './page-deps.ts'

const route = createRoute({
  method: 'get',
  path: `${ASSETS_PATH}{name}`,
  operationId: 'page.asset',
  summary: 'Scripts and styles of frame and dashboard, named by their content',
  request: { params: z.object({ name: z.string() }) },
  responses: {
    200: { description: 'the file, to be kept forever', content: { 'text/javascript': { schema: z.string() } } },
    404: { description: 'no such file; the server may have been updated since the page was loaded' },
  },
})

export function assetFile(app: OpenAPIHono, { assets }: Pick<PageDeps, 'assets'>): void {
  app.openapi(route, async (c) => {
    const asset = assets.files.get(c.req.param('name'))
    if (asset === undefined)
      return new Response('no such file', { status: 404, headers: { 'cache-control': 'no-store' } })
    const encoding = acceptedEncoding(c)
    return new Response(encoding === null ? asset.body : await asset.encoded(encoding), {
      headers: {
        'content-type': asset.type,
        'cache-control': 'public, max-age=31536000, immutable',
        // the loader imports its second script into pages of other origins
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        // workers of the frame need the frame's own policy
        'cross-origin-embedder-policy': 'credentialless',
        'x-content-type-options': 'nosniff',
        // binds the worker, which has no page around it
        'content-security-policy': "default-src 'none'; connect-src 'self'",
        vary: 'accept-encoding',
        ...(encoding === null ? {} : { 'content-encoding': encoding }),
      },
    })
  })
}
