import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi'
import { ChatError } from '@imbachat/protocol'
import { MAIL_LANGUAGES } from '@imbachat/protocol/http/account/mail-language'
import { NOTICE_TOPICS } from '@imbachat/protocol/http/account/notices'
import { MAIL_SAMPLES } from '@imbachat/protocol/http/widget/notifications'
import { MAIL_CONTENTS } from '@imbachat/protocol/http/widget/widget-settings'
import type { Language } from '@imbachat/protocol/phrases/languages'
import { languages } from '@imbachat/protocol/phrases/languages'
import { isTimeZone } from '@imbachat/protocol/users/quiet-hours'
import type { Context } from 'hono'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Clock } from '../../chat/clock.ts'
import { changeMail } from '../../chat/own-state/change-settings.ts'
import type { Widget, WidgetReader } from '../../chat/widget.ts'
import { escapeHtml } from '../../escape-html.ts'
import { readWidgetId } from '../../input/widget-id.ts'
import { sampleNotice } from '../../mail/write-mail.ts'
import type { MailLinks, OffLink } from '../../notifications/mail/mail-links.ts'
import { type MailRows, languageOf as ofSettings } from '../../notifications/mail/mail-rows.ts'
import { sampleMail } from '../../notifications/mail/sample-digest.ts'
import { pageOf, siteName } from '../../notifications/mail/site-page.ts'
import { WORDS } from '../../notifications/mail/words.ts'
import { oneLine } from '../../notifications/mail/write-digest.ts'
import type { Replies } from '../../notifications/replies/take-mail.ts'
import { REPLY_WORDS } from '../../notifications/replies/words.ts'
import { bodyCap } from '../middleware/body-cap.ts'

export interface MailPagesDeps {
  widgets: WidgetReader
  chat: Pick<ChatDeps, 'store' | 'users' | 'bus'>
  mailLinks: MailLinks
  mailRows: Pick<MailRows, 'settings' | 'opened' | 'unsubscribed'>
  /** null: nobody answers by mail */
  replies: Pick<Replies, 'held' | 'decide'> | null
  clock: Clock
  publicUrl: string
}

const params = z.object({ widget_id: z.string(), token: z.string() })
const page = (description: string) => ({ description, content: { 'text/html': { schema: z.string() } } })

const offPage = createRoute({
  method: 'get',
  path: '/imbachat/v1/{widget_id}/mail/off/{token}',
  operationId: 'mail.off_page',
  summary: 'A page on which the reader of a mail turns such mails off; it changes nothing by itself',
  request: { params },
  responses: { 200: page('HTML with two buttons'), 404: page('HTML: the link is of nobody') },
})

const turnOff = createRoute({
  method: 'post',
  path: '/imbachat/v1/{widget_id}/mail/off/{token}',
  operationId: 'mail.off',
  summary: 'Turn mails off (RFC 8058), or on again; without a body as the link says',
  request: {
    params,
    body: {
      content: {
        'application/x-www-form-urlencoded': {
          schema: z.object({ act: z.enum(['off', 'off_all', 'on', 'on_all']).optional() }).loose(),
        },
      },
    },
  },
  responses: { 200: page('HTML that says so'), 404: page('HTML: the link is of nobody') },
})

const openMessage = createRoute({
  method: 'get',
  path: '/imbachat/v1/{widget_id}/mail/open/{token}',
  operationId: 'mail.open',
  summary: "Leads to the message on the site's page",
  request: { params },
  responses: { 302: { description: 'to the page of the widget' }, 404: page('HTML: the link is of no mail') },
})

const replyPage = createRoute({
  method: 'get',
  path: '/imbachat/v1/{widget_id}/mail/reply/{token}',
  operationId: 'mail.reply_page',
  summary: 'A page on which a user says whether an answer by mail is theirs; it changes nothing by itself',
  request: { params },
  responses: { 200: page('HTML with two buttons'), 404: page('HTML: the link is of nobody') },
})

const decideReply = createRoute({
  method: 'post',
  path: '/imbachat/v1/{widget_id}/mail/reply/{token}',
  operationId: 'mail.reply',
  summary: 'Send an answer by mail that waits, or delete it',
  request: {
    params,
    body: {
      content: {
        'application/x-www-form-urlencoded': { schema: z.object({ act: z.enum(['send', 'drop']) }).loose() },
      },
    },
  },
  responses: { 200: page('HTML that says so'), 404: page('HTML: the link is of nobody') },
})

const samplePage = createRoute({
  method: 'get',
  path: '/imbachat/v1/{widget_id}/mail/sample',
  operationId: 'mail.sample',
  summary: "A mail with invented messages, for the dashboard's preview",
  request: {
    params: z.object({ widget_id: z.string() }),
    query: z.object({
      language: z.enum(languages).catch('en'),
      sample: z.enum(MAIL_SAMPLES).catch('several'),
      content: z.enum(MAIL_CONTENTS).catch('text'),
      time_zone: z.string().max(64).optional(),
    }),
  },
  responses: {
    200: page("HTML; only pages of the chat's own origin may show it"),
    404: page('HTML: there is no such widget'),
  },
})

const noticePage = createRoute({
  method: 'get',
  path: '/imbachat/v1/dashboard/mail/sample',
  operationId: 'mail.notice_sample',
  summary: "A mail to the dashboard's people about invented things, for its preview",
  request: { query: z.object({ language: z.enum(MAIL_LANGUAGES).catch('en'), topic: z.enum(NOTICE_TOPICS) }) },
  responses: { 200: page("HTML; only pages of the chat's own origin may show it") },
})

/** Addresses in mails about unread messages. They work without a session: a mail is read anywhere. */
export function mailPages(deps: MailPagesDeps): OpenAPIHono {
  const app = new OpenAPIHono()
  const { widgets, chat, mailLinks, mailRows, clock } = deps

  async function widgetOf(c: Context): Promise<Widget | null> {
    const widget_id = readWidgetId(c.req.param('widget_id') ?? '')
    return widget_id === null ? null : widgets.find(widget_id)
  }

  /** The user's own language, as in the mail. */
  async function languageOf(widget: Widget, user_id: string): Promise<Language> {
    return ofSettings(await mailRows.settings(widget.id, user_id), widget)
  }

  async function linked(c: Context): Promise<{ widget: Widget; link: OffLink } | null> {
    const widget = await widgetOf(c)
    const link = widget && mailLinks.readOff(widget.id, c.req.param('token') ?? '')
    if (widget === null || !link) return null
    const [user] = await chat.store.users(widget.id, [link.user_id])
    return user === undefined ? null : { widget, link }
  }

  app.openapi(offPage, async (c) => {
    const found = await linked(c)
    if (found === null) return gone()
    const { widget, link } = found
    const words = WORDS[await languageOf(widget, link.user_id)]
    const room = link.room_id === null ? [] : [{ act: 'off', text: words.off_room }]
    const where = { language: await languageOf(widget, link.user_id), site: siteName(widget) }
    const content = { title: words.page.title, text: words.page.ask }
    return answer(where, content, [...room, { act: 'off_all', text: words.off_all }])
  })

  app.use(turnOff.getRoutingPath(), bodyCap)
  app.openapi(turnOff, async (c) => {
    const found = await linked(c)
    if (found === null) return gone()
    const { widget, link } = found
    const { act } = c.req.valid('form')
    const isAll = link.room_id === null || act === 'off_all' || act === 'on_all'
    const isOn = act === 'on' || act === 'on_all'
    const { user_id, room_id, log_id } = link
    await changeMail(chat, { widget_id: widget.id, user_id, room_id: isAll ? null : room_id }, isOn)
    if (log_id !== null) await mailRows.unsubscribed(widget.id, log_id, isOn ? null : clock.now())
    const language = await languageOf(widget, user_id)
    const { page: words } = WORDS[language]
    const done = isOn ? words.undone : isAll ? words.done_all : words.done_room
    const undo = { act: isAll ? 'on_all' : 'on', text: words.undo }
    const all = { title: words.title, text: `${done} ${words.settings}` }
    return answer({ language, site: siteName(widget) }, all, isOn ? [] : [undo])
  })

  app.openapi(openMessage, async (c) => {
    const widget = await widgetOf(c)
    const link = widget && mailLinks.readOpen(widget.id, c.req.param('token') ?? '')
    const to = widget && pageOf(widget)
    if (widget === null || !link || !to) return gone()
    await mailRows.opened(widget.id, link.log_id, clock.now())
    // built of the widget's own setting and two numbers: a link can't lead elsewhere
    return c.redirect(`${to}#imbachat-m=${link.room_id}.${link.seq}`, 302)
  })

  app.openapi(replyPage, async (c) => {
    const widget = await widgetOf(c)
    const held = (widget && (await deps.replies?.held(widget, c.req.param('token')))) ?? null
    if (held === null || held.state === 'refused') return gone()
    const { page: words } = REPLY_WORDS[held.language]
    const done = { posted: words.sent, dropped: words.dropped, held: words.ask }[held.state]
    const buttons = [
      { act: 'send', text: words.send },
      { act: 'drop', text: words.drop },
    ]
    const content = { title: words.title, text: done, quoted: held.text }
    return answer(held, content, held.state === 'held' ? buttons : [])
  })

  app.use(decideReply.getRoutingPath(), bodyCap)
  app.openapi(decideReply, async (c) => {
    const widget = await widgetOf(c)
    const token = c.req.param('token')
    const held = (widget && (await deps.replies?.held(widget, token))) ?? null
    if (widget === null || held === null) return gone()
    const { page: words } = REPLY_WORDS[held.language]
    try {
      await deps.replies?.decide(widget, token, c.req.valid('form').act === 'send')
    } catch (error) {
      if (!(error instanceof ChatError)) throw error
      return answer(held, { title: words.title, text: words.failed }, [])
    }
    return c.redirect(c.req.path, 303)
  })

  app.openapi(noticePage, (c) => {
    const { language, topic } = c.req.valid('query')
    return html(sampleNotice({ topic, language, to: '', publicUrl: deps.publicUrl }).html, 200, PREVIEW)
  })

  app.openapi(samplePage, async (c) => {
    const widget = await widgetOf(c)
    if (widget === null) return gone()
    const { language, sample, content, time_zone = 'UTC' } = c.req.valid('query')
    const { settings } = widget
    const site = siteName(widget)
    const mail = sampleMail(
      { settings, site, page: pageOf(widget), takesReplies: deps.replies !== null },
      { sample, language, content, time_zone: isTimeZone(time_zone) ? time_zone : 'UTC', now: clock.now() },
    )
    return html(mail.html, 200, PREVIEW)
  })
  return app
}

const html = (body: string, status: 200 | 404, more: string) =>
  new Response(body, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex',
      'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; ${more}`,
    },
  })

const PREVIEW = "frame-ancestors 'self'; sandbox"
const PAGE = "form-action 'self'; frame-ancestors 'none'"

const STYLE = `:root{color-scheme:light dark}body{margin:0;font:16px/1.5 system-ui,sans-serif}
main{max-width:440px;margin:12vh auto 0;padding:0 20px}h1{font-size:22px;line-height:1.3;margin:4px 0 12px}
blockquote{margin:16px 0;padding:2px 0 2px 14px;border-inline-start:3px solid;white-space:pre-wrap;
overflow-wrap:anywhere}form{display:grid;gap:12px;margin:24px 0 0}small{opacity:.75}
button{font:inherit;font-weight:600;padding:12px 16px;border-radius:10px;border:1px solid currentColor;
background:none;color:inherit;cursor:pointer}`

function answer(
  { language, site }: { language: Language; site: string },
  { title, text, quoted = '' }: { title: string; text: string; quoted?: string },
  buttons: readonly { act: string; text: string }[],
): Response {
  const name = `<bdi>${escapeHtml(oneLine(site))}</bdi>`
  return html(
    [
      `<!doctype html><html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8">`,
      '<meta name="viewport" content="width=device-width,initial-scale=1"><link rel="icon" href="data:,">',
      `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>`,
      `<small>${name}</small><h1>${escapeHtml(title)}</h1>`,
      `<p role="status">${escapeHtml(text).replace('{site}', () => name)}</p>`,
      ...(quoted === '' ? [] : [`<blockquote dir="auto">${escapeHtml(quoted)}</blockquote>`]),
      '<form method="post">',
      ...buttons.map(({ act, text }) => `<button name="act" value="${act}">${escapeHtml(text)}</button>`),
      '</form></main></body></html>',
    ].join(''),
    200,
    PAGE,
  )
}

/** In every language, because the user's language is not known here. */
const gone = () =>
  html(
    [
      `<!doctype html><html><head><meta charset="utf-8"><title>404</title><style>${STYLE}</style></head><body><main>`,
      ...languages.map((language) => `<p lang="${language}" dir="auto">${escapeHtml(WORDS[language].page.gone)}</p>`),
      '</main></body></html>',
    ].join(''),
    404,
    PAGE,
  )
