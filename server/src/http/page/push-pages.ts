import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { readWidgetId } from '../../input/widget-id.ts'
import { hasPush } from '../../notifications/push/has-push.ts'
import { scriptOf } from '../assets.ts'
import { cachedAnswer } from './cached-answer.ts'
import { htmlPage } from './html-page.ts'
import type { PageDeps } from './page-deps.ts'

const windowRoute = createRoute({
  method: 'get',
  path: '/imbachat/v1/{widget_id}/push/window',
  operationId: 'page.push_window',
  summary: 'The window in which a browser asks whether the chat may send notifications',
  request: { params: z.object({ widget_id: z.string() }) },
  responses: {
    200: {
      description: 'HTML; no page may show it in a frame',
      content: { 'text/html': { schema: z.string() } },
    },
    404: { description: 'there is no such widget, or it sends no notifications to browsers' },
  },
})

const workerRoute = createRoute({
  method: 'get',
  path: '/imbachat/push-worker.js',
  operationId: 'page.push_worker',
  summary: "The worker that shows notifications, for `importScripts` in a worker of the site's own",
  responses: {
    200: {
      description: 'JavaScript; browsers look for a newer one',
      content: { 'text/javascript': { schema: z.string() } },
    },
  },
})

const windowHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-cache',
  'referrer-policy': 'no-referrer',
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "worker-src 'self'",
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
}

const workerHeaders = {
  'content-type': 'text/javascript; charset=utf-8',
  'cache-control': 'no-cache',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; connect-src 'self'; img-src 'self' https: http:",
}

export function pushPages(app: OpenAPIHono, { widgets, assets, push }: PageDeps): void {
  app.openapi(windowRoute, async (c) => {
    const widget_id = readWidgetId(c.req.param('widget_id'))
    const widget = widget_id === null || !push ? null : await widgets.find(widget_id)
    if (widget === null || !push || !hasPush(widget, push.limits)) {
      return new Response('no such page', { status: 404, headers: { 'cache-control': 'no-store' } })
    }
    const data = { widgetId: widget.id, key: push.publicKey }
    return cachedAnswer(c, htmlPage('Notifications', assets.pushWindow, { data }), windowHeaders)
  })

  const text = scriptOf(assets.pushWorker, assets.files)
  app.openapi(workerRoute, (c) => cachedAnswer(c, text, workerHeaders))
}
