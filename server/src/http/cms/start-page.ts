import { createHash } from 'node:crypto'
import { type OpenAPIHono, z } from '@hono/zod-openapi'
import type { HttpEnv } from '../http-env.ts'

interface Phrases {
  purpose: string
  open: string
  wordpress: string
  steps: readonly [string, string, string]
  old: string
}

const PHRASES: Record<'en' | 'ru', Phrases> = {
  en: {
    purpose: 'This is a chat server. It adds chat to web sites, between the users of each site.',
    open: 'Open the dashboard',
    wordpress: 'Connect WordPress',
    steps: [
      'In the dashboard, open your widget and press “Connect WordPress” on the Install tab.',
      'Install the <a href="/integrations/imbachat-wordpress.zip">ImbaChat plugin</a> on your site.',
      'Paste the code at Settings → Self-Hosted User Chat.',
    ],
    old: 'The plugin of the hosted ImbaChat service can’t connect to this server. Deactivate it first.',
  },
  ru: {
    purpose: 'Это сервер чата. Он добавляет на каждый сайт чат между пользователями этого сайта.',
    open: 'Открыть личный кабинет',
    wordpress: 'Подключение WordPress',
    steps: [
      'В личном кабинете откройте виджет и на вкладке «Установка» нажмите «Подключить WordPress».',
      'Установите на сайт <a href="/integrations/imbachat-wordpress.zip">плагин ImbaChat</a>.',
      'Вставьте код в разделе «Настройки → Self-Hosted User Chat».',
    ],
    old: 'Плагин облачного сервиса ImbaChat к этому серверу не подключается. Сначала отключите его.',
  },
}

const STYLE =
  'body{font:1.0625rem/1.5 system-ui,sans-serif;max-width:36rem;margin:4rem auto;padding:0 ' +
  '1.25rem}h2{margin-top:3rem;font-size:1.125rem}'

/**
 * Old links carry a screen, or a token, behind `#/`: that never reaches a server, so the page itself leads on and drops
 * it.
 */
const SCRIPT = "if(location.hash.startsWith('#/'))location.replace('/dashboard')"

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

const POLICY =
  `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; base-uri 'none'; form-action ` +
  "'none'; frame-ancestors 'none'"

/** A page about this server, for people who open its bare address and for plugins that check whether it is there. */
export function startPage(app: OpenAPIHono<HttpEnv>): void {
  app.openAPIRegistry.registerPath({
    method: 'get',
    path: '/',
    operationId: 'root',
    summary: 'What this server is, with a link to the dashboard',
    responses: { 200: { description: 'HTML', content: { 'text/html': { schema: z.string() } } } },
  })
  app.get('/', (c) => {
    const language = /^ru\b/i.test(c.req.header('accept-language') ?? '') ? 'ru' : 'en'
    return c.body(page(language, PHRASES[language]), 200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': POLICY,
      'cache-control': 'no-cache',
      vary: 'accept-language',
    })
  })
}

const page = (language: string, { purpose, open, wordpress, steps, old }: Phrases) =>
  [
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><script>${SCRIPT}</script>`,
    '<meta name="viewport" ' +
      'content="width=device-width,initial-scale=1"><meta ' +
      'name="color-scheme" content="light dark">',
    `<title>ImbaChat</title><style>${STYLE}</style></head><body><main>`,
    `<h1>ImbaChat</h1><p>${purpose}</p><p><a href="/dashboard">${open}</a></p>`,
    `<h2 id="wordpress">${wordpress}</h2><ol>${steps.map((step) => `<li>${step}</li>`).join('')}</ol><p>${old}</p>`,
    '</main></body></html>',
  ].join('')
