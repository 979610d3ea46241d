import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { Assets } from './assets.ts'
import type { HttpEnv } from './http-env.ts'
import { CABINET_POLICY } from './middleware/security-headers.ts'
import { cachedAnswer } from './page/cached-answer.ts'
import { htmlPage } from './page/html-page.ts'

/** One page for every address of the cabinet; its script shows the screen that the address names. */
export function cabinetPage(app: OpenAPIHono<HttpEnv>, { assets }: { assets: Pick<Assets, 'dashboard'> }): void {
  const page = htmlPage('ImbaChat', assets.dashboard, { mount: 'app' })
  const answer = (c: Context) =>
    cachedAnswer(c, page, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': CABINET_POLICY,
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
  app.get('/cabinet', answer)
  app.get('/cabinet/*', answer)
  app.get('/', (c) => c.redirect('/cabinet'))

  const html = { 200: { description: 'HTML', content: { 'text/html': { schema: z.string() } } } }
  const describe = app.openAPIRegistry.registerPath.bind(app.openAPIRegistry)
  describe({ method: 'get', path: '/cabinet', operationId: 'cabinet', summary: 'The cabinet', responses: html })
  describe({
    method: 'get',
    path: '/cabinet/{screen}',
    operationId: 'cabinet.screen',
    summary: 'A screen of the cabinet; further slashes are allowed',
    request: { params: z.object({ screen: z.string() }) },
    responses: html,
  })
  describe({
    method: 'get',
    path: '/',
    operationId: 'root',
    summary: 'Leads to the cabinet',
    responses: { 302: { description: 'to /cabinet' } },
  })
}
