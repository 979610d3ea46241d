import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi'
import { loaderLooks } from '@imbachat/protocol/brand/widget-looks'
import type { LoaderConfig } from '@imbachat/protocol/page/page-config'
import { signInAddress } from '@imbachat/protocol/page/sign-in-url'
import { readWidgetId } from '../../input/widget-id.ts'
import { cachedAnswer } from './cached-answer.ts'
import { inScript } from './in-script.ts'
import type { PageDeps } from './page-deps.ts'
import { pluginPhrasesOf } from './plugin-phrases.ts'

/** A browser uses the script this long before it asks again, seconds. An owner's changes appear in pages after that. */
const MAX_AGE = 300

const route = createRoute({
  method: 'get',
  path: '/imbachat/v1/{widget_id}/widget',
  operationId: 'page.script',
  summary: 'The script that a site puts into its pages',
  request: { params: z.object({ widget_id: z.string() }) },
  responses: {
    200: { description: 'JavaScript; any query is ignored', content: { 'text/javascript': { schema: z.string() } } },
    404: {
      description:
        'No such widget: JavaScript that says so in the console; 200 for a script tag, which runs nothing else',
      content: { 'text/javascript': { schema: z.string() } },
    },
  },
})

/** Sites load it with `crossorigin` and into isolated pages, too. */
const headers = {
  'content-type': 'text/javascript; charset=utf-8',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
}

export function widgetScript(app: OpenAPIHono, { widgets, assets, config, loaded }: PageDeps): void {
  app.openapi(route, async (c) => {
    const asked = c.req.param('widget_id')
    const widget_id = readWidgetId(asked)
    const widget = widget_id === null ? null : await widgets.find(widget_id)
    const chatOrigin = new URL(config.publicUrl).origin
    if (widget === null) {
      const says =
        `ImbaChat: ${chatOrigin} has no widget ${asked.slice(0, 40)}. Check the DEV_ID in the script's address ` +
        'against the dashboard.'
      return new Response(`console.error(${inScript(says)})`, {
        // browsers don't run a script that comes with 404, and then the owner would never read why
        status: c.req.header('sec-fetch-dest') === 'script' ? 200 : 404,
        headers: {
          ...headers,
          'cache-control': 'no-store',
          vary: 'sec-fetch-dest',
          'x-content-type-options': 'nosniff',
        },
      })
    }
    loaded?.(widget.id, originOf(c.req.header('referer')))
    const { theme, position, language, page_rooms, page_elements, sign_in_url, calls } = widget.settings
    const pluginPhrases = language ? pluginPhrasesOf[language] : undefined
    const windowUrl = chatOrigin + assets.window.scripts[0]
    const looks = { theme, position, language, ...loaderLooks(widget.settings) }
    const markup = {
      ...(page_rooms && { pageRooms: true as const }),
      ...(!page_elements && { pageElements: false as const }),
    }
    const given: LoaderConfig = {
      widgetId: widget.id,
      chatOrigin,
      windowUrl,
      ...looks,
      ...markup,
      ...(pluginPhrases && { pluginPhrases }),
      ...(signInAddress(sign_in_url) && { signIn: true }),
      ...(calls !== 'off' && { calls }),
    }
    return cachedAnswer(c, `(function(IMBACHAT_CONFIG){${assets.loader.trim()}})(${inScript(given)})`, {
      ...headers,
      'cache-control': `public, max-age=${MAX_AGE}`,
    })
  })
}

/** Browsers send at least the origin, unless the page forbids it. */
function originOf(referrer: string | undefined): string | null {
  const url = referrer === undefined ? null : URL.parse(referrer)
  if (url === null || !/^https?:$/.test(url.protocol) || url.origin.length > 300) return null
  return url.origin
}
