import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { type Assets, scriptOf } from './assets.ts'
import type { HttpEnv } from './http-env.ts'
import { DASHBOARD_POLICY } from './middleware/security-headers.ts'
import { cachedAnswer } from './page/cached-answer.ts'
import { htmlPage } from './page/html-page.ts'

/** One page for every address of the dashboard; its script shows the screen that the address names. */
export function dashboardPage(
  app: OpenAPIHono<HttpEnv>,
  { assets }: { assets: Pick<Assets, 'dashboard' | 'dashboardWorker' | 'files'> },
): void {
  const page = htmlPage('ImbaChat', assets.dashboard, { mount: 'app' })
  const answer = (c: Context) =>
    cachedAnswer(c, page, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': DASHBOARD_POLICY,
      // windows of test users get their tokens from the page that opened them
      'cross-origin-opener-policy': 'same-origin-allow-popups',
      'cross-origin-resource-policy': 'same-origin',
    })
  // its address says which pages it is for
  const worker = scriptOf(assets.dashboardWorker, assets.files)
  app.get('/dashboard/push-worker.js', (c) =>
    cachedAnswer(c, worker, {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': "default-src 'none'",
    }),
  )
  app.get('/dashboard', answer)
  app.get('/dashboard/*', answer)
  app.get('/cabinet', (c) => c.redirect('/dashboard', 301))
  // as the browser wrote it: the decoded form may have characters that a header can't carry
  app.get('/cabinet/*', (c) => c.redirect(new URL(c.req.url).pathname.replace('/cabinet', '/dashboard'), 301))

  const html = { 200: { description: 'HTML', content: { 'text/html': { schema: z.string() } } } }
  const describe = app.openAPIRegistry.registerPath.bind(app.openAPIRegistry)
  describe({ method: 'get', path: '/dashboard', operationId: 'dashboard', summary: 'The dashboard', responses: html })
  describe({
    method: 'get',
    path: '/dashboard/{screen}',
    operationId: 'dashboard.screen',
    summary: 'A screen of the dashboard; further slashes are allowed',
    request: { params: z.object({ screen: z.string() }) },
    responses: html,
  })
  describe({
    method: 'get',
    path: '/dashboard/push-worker.js',
    operationId: 'dashboard.push_worker',
    summary: 'The worker that shows notifications of the dashboard',
    responses: { 200: { description: 'JavaScript', content: { 'text/javascript': { schema: z.string() } } } },
  })
  const moved = { 301: { description: 'to the same screen under /dashboard' } }
  const old = 'The address of the dashboard in earlier versions'
  describe({ method: 'get', path: '/cabinet', operationId: 'cabinet', summary: old, responses: moved })
  describe({
    method: 'get',
    path: '/cabinet/{screen}',
    operationId: 'cabinet.screen',
    summary: old,
    request: { params: z.object({ screen: z.string() }) },
    responses: moved,
  })
}
