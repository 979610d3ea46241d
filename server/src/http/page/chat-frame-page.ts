import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { ownBrand } from '@imbachat/protocol/brand/branding'
import { brandOf } from '@imbachat/protocol/brand/widget-looks'
import { originAllowed, originRefusal } from '@imbachat/protocol/page/origins'
import { type ChatFrameConfig, FRAME_SETTINGS } from '@imbachat/protocol/page/page-config'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Widget, WidgetSettings } from '../../chat/widget.ts'
import type { Config } from '../../config/config.ts'
import { readWidgetId } from '../../input/widget-id.ts'
import { hasPush } from '../../notifications/push/has-push.ts'
import type { Assets } from '../assets.ts'
import { cachedAnswer } from './cached-answer.ts'
import { htmlPage } from './html-page.ts'
import type { PageDeps } from './page-deps.ts'

const route = createRoute({
  method: 'get',
  path: '/imbachat/v1/{widget_id}/frame',
  operationId: 'page.frame',
  summary: 'The page that the loader puts into its iframe',
  request: {
    params: z.object({ widget_id: z.string() }),
    query: z.object({
      origin: z.string().optional().describe('where the embedding page says it is; only for a clear refusal'),
    }),
  },
  responses: {
    200: {
      description: 'HTML; the browser shows it inside pages of the allowed origins only',
      content: { 'text/html': { schema: z.string() } },
    },
    403: {
      description: 'HTML that tells the loader which origin is not allowed',
      content: { 'text/html': { schema: z.string() } },
    },
    404: {
      description: 'HTML that tells the loader that there is no such widget',
      content: { 'text/html': { schema: z.string() } },
    },
  },
})

const fullRoute = createRoute({
  method: 'get',
  path: '/imbachat/v1/{widget_id}/chat',
  operationId: 'page.chat',
  summary: 'The chat as a page of its own, for web views of apps',
  request: { params: z.object({ widget_id: z.string() }) },
  responses: {
    200: {
      description: 'HTML; no page may show it in a frame. The token comes in the fragment or by a message',
      content: { 'text/html': { schema: z.string() } },
    },
    404: {
      description: 'HTML that says that there is no such widget',
      content: { 'text/html': { schema: z.string() } },
    },
  },
})

const sampleRoute = createRoute({
  method: 'get',
  path: '/imbachat/v1/{widget_id}/sample',
  operationId: 'page.sample',
  summary: "The chat with a sample conversation, for the dashboard's preview",
  request: {
    params: z.object({ widget_id: z.string() }),
    query: z.object({ origin: z.string().optional().describe('ignored') }),
  },
  responses: {
    200: {
      description: "HTML; only pages of the chat's own origin may show it. It opens no connection and holds no data",
      content: { 'text/html': { schema: z.string() } },
    },
    404: {
      description: 'HTML that says that there is no such widget',
      content: { 'text/html': { schema: z.string() } },
    },
  },
})

const previewRoute = createRoute({
  method: 'get',
  path: '/imbachat/preview',
  operationId: 'page.preview',
  summary: "A sample page with the chat in it, for the dashboard's preview",
  responses: {
    200: {
      description: "HTML; only pages of the chat's own origin may show it",
      content: { 'text/html': { schema: z.string() } },
    },
  },
})

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  // both let pages that isolate themselves (COEP) show it
  'cross-origin-resource-policy': 'cross-origin',
  'cross-origin-embedder-policy': 'credentialless',
}

const FORBIDDEN = ['accelerometer', 'geolocation', 'gyroscope', 'magnetometer', 'midi', 'payment', 'usb']
/** Permissions that video calls need. The microphone also records voice messages. */
const OF_VIDEO = ['camera', 'display-capture']
const OF_CALLS = ['autoplay', 'speaker-selection']

/** Permissions of the chat frame's scripts for parts of the device. */
function permissions(calls: WidgetSettings['calls']): { 'permissions-policy': string } {
  const off = [...FORBIDDEN, ...(calls === 'video' ? [] : OF_VIDEO)]
  const on = ['microphone', ...(calls === 'off' ? [] : OF_CALLS), ...(calls === 'video' ? OF_VIDEO : [])]
  const policy = [...off.map((feature) => `${feature}=()`), ...on.map((feature) => `${feature}=(self)`)]
  return { 'permissions-policy': policy.join(', ') }
}

export function chatFramePage(app: OpenAPIHono, { widgets, assets, config, push }: PageDeps): void {
  const refuse = (status: 403 | 404, code: string, message: string) =>
    new Response(htmlPage('Chat', assets.refusal, { data: { code, message }, text: message }), {
      status,
      headers: {
        ...headers,
        ...permissions('off'),
        'cache-control': 'no-store',
        'content-security-policy': REFUSAL_POLICY,
      },
    })

  app.openapi(route, async (c) => {
    const asked = c.req.param('widget_id')
    const widget_id = readWidgetId(asked)
    const widget = widget_id === null ? null : await widgets.find(widget_id)
    if (widget === null) return refuse(404, 'widget_unknown', `there is no widget ${asked.slice(0, 40)}`)

    // The page's own claim can only deny access: a page that claims a false origin gets the frame, but the browser
    // blocks it.
    const origin = c.req.query('origin')?.slice(0, 300)
    if (origin !== undefined && !originAllowed(origin, widget.origins)) {
      return refuse(403, 'origin_not_allowed', originRefusal(origin))
    }
    return cachedAnswer(c, htmlPage('Chat', assets.frame, { data: chatFrameConfig(widget, assets, push) }), {
      ...headers,
      ...permissions(widget.settings.calls),
      'cache-control': 'no-cache',
      'content-security-policy': chatFramePolicy(config, widget.origins, c.req.header('host')),
    })
  })

  app.openapi(fullRoute, async (c) => {
    const asked = c.req.param('widget_id')
    const widget_id = readWidgetId(asked)
    const widget = widget_id === null ? null : await widgets.find(widget_id)
    if (widget === null) return refuse(404, 'widget_unknown', `there is no widget ${asked.slice(0, 40)}`)
    const data: ChatFrameConfig = {
      ...chatFrameConfig(widget, assets, push),
      fullPage: ownBrand(brandOf(widget.settings)),
    }
    return cachedAnswer(c, htmlPage('Chat', assets.frame, { data }), {
      ...headers,
      ...permissions(widget.settings.calls),
      'cache-control': 'no-cache',
      'content-security-policy': chatFramePolicy(config, [], c.req.header('host')),
    })
  })

  app.openapi(sampleRoute, async (c) => {
    const asked = c.req.param('widget_id')
    const widget_id = readWidgetId(asked)
    const widget = widget_id === null ? null : await widgets.find(widget_id)
    if (widget === null) return refuse(404, 'widget_unknown', `there is no widget ${asked.slice(0, 40)}`)
    const origins = [new URL(config.publicUrl).origin]
    const data: ChatFrameConfig = { ...chatFrameConfig({ ...widget, origins }, assets, null), sample: true }
    return cachedAnswer(c, htmlPage('Chat', assets.frame, { data }), {
      ...headers,
      ...permissions('off'),
      'cache-control': 'no-cache',
      'content-security-policy': chatFramePolicy(config, ["'self'"], c.req.header('host')),
    })
  })

  const previewPage = htmlPage('Preview', assets.preview, {})
  app.openapi(previewRoute, (c) =>
    cachedAnswer(c, previewPage, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-cache',
      'content-security-policy': PREVIEW_POLICY,
      'cross-origin-resource-policy': 'same-origin',
    }),
  )
}

function chatFrameConfig(
  { id, origins, settings }: Widget,
  { connectionWorker, frame, catalogs }: Assets,
  push: PageDeps['push'],
): ChatFrameConfig {
  const asTheyAre = Object.fromEntries(FRAME_SETTINGS.map((name) => [name, settings[name]]))
  const push_key = push && hasPush({ settings }, push.limits) ? push.publicKey : null
  const files = settings.files ? { max_bytes: settings.file_max_mb * 1024 * 1024, kinds: settings.file_kinds } : null
  return {
    widgetId: id,
    origins,
    settings: {
      ...(asTheyAre as Pick<WidgetSettings, (typeof FRAME_SETTINGS)[number]>),
      rooms: settings.rooms === 'open',
      dialogs: settings.dialogs !== 'permitted',
      files,
      push_key,
    },
    ...(Object.keys(settings.phrases).length > 0 && { phrases: settings.phrases }),
    scripts: {
      page: frame.laterScripts.page?.[0] ?? '',
      rest: frame.laterScripts.rest?.[0] ?? '',
      calls: frame.laterScripts.calls?.[0] ?? '',
      'group-call': frame.laterScripts['group-call']?.[0] ?? '',
    },
    laterStyles: frame.laterStyles[0] ?? '',
    catalogs,
    workerUrl: connectionWorker.scripts[0] ?? '',
    version: packageJson.version,
  }
}

/** Any page may show it: it carries nothing but the refusal. */
const REFUSAL_POLICY = "default-src 'none'; script-src 'self'; img-src data:; base-uri 'none'; form-action 'none'"

/** The policy allows only our scripts, only our frame, and only our pages as its parents. */
const PREVIEW_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "frame-src 'self'",
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ')

function chatFramePolicy(
  config: Pick<Config, 'publicUrl' | 'loopback'>,
  origins: readonly string[],
  host: string | undefined,
): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self'",
    // blob: is a file that the user has chosen and not sent yet
    `img-src 'self' https: data: blob:${config.loopback ? ' http:' : ''}`,
    "media-src 'self' blob:",
    `connect-src ${chatAddresses(new URL(config.publicUrl), host).join(' ')}`,
    `frame-ancestors ${origins.join(' ') || "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
}

/**
 * The chat's part of this server alone: the dashboard's API is on the same origin, and a script that ran here against
 * the policy must not reach it. Where PUBLIC_URL is not what the browser calls the server, the browser's name counts
 * too.
 */
function chatAddresses(own: URL, host: string | undefined): string[] {
  const secure = own.protocol === 'https:' ? 's' : ''
  const addresses = [`http${secure}://${own.host}/imbachat/`, `ws${secure}://${own.host}/imbachat/`]
  if (host === undefined || host === own.host || !/^[\w.:[\]-]+$/.test(host)) return addresses
  // without a scheme it is that of the page
  return [...addresses, `${host}/imbachat/`, `ws://${host}/imbachat/`, `wss://${host}/imbachat/`]
}
