import type { MailLanguage } from '@imbachat/protocol/http/account/mail-language'
import type { NoticeTopic } from '@imbachat/protocol/http/account/notices'
import type { Language } from '@imbachat/protocol/phrases/languages'
import type { Mail, NoticeFacts, TeamNotice } from '../dashboard/mails.ts'
import { escapeHtml } from '../escape-html.ts'
import type { Message } from './mailer.ts'
import { WORDS, type Words } from './words.ts'

type Parts = { subject: string; before: string[]; button?: string; after?: string[] }

/** @param link opened by the button of a mail about a new password; null in other mails */
export function writeMail(mail: Mail, { publicUrl, link }: { publicUrl: string; link: string | null }): Message {
  const words = WORDS[mail.language]
  const { email } = mail
  const { host } = new URL(publicUrl)
  switch (mail.kind) {
    case 'reset':
      return plainMail(mail, words.reset({ host, email }), link)
    case 'changed':
      return plainMail(mail, words.changed({ host, email }), null)
    case 'invite':
      return plainMail(
        mail,
        words.invite({ host, widget: oneLine(mail.widget), role: mail.role, by: mail.by }),
        mail.link,
      )
    case 'owner_notice':
      return teamNoticeMail(mail, publicUrl)
  }
}

/** The text of a notice to the team, and the page where the problem can be solved. */
export function teamNotice(notice: Omit<TeamNotice, 'email'>, publicUrl: string): { parts: Parts; link: string } {
  const words = WORDS[notice.language]
  const { host } = new URL(publicUrl)
  const { facts, widget_id } = notice
  const widget = oneLine(notice.widget)
  const page = (tab: string) => `${publicUrl}/dashboard/widgets/${widget_id}/${tab}`
  switch (facts.topic) {
    case 'waiting':
      return { parts: words.waiting({ host, widget, count: facts.count }), link: page('moderation') }
    case 'site':
      return { parts: siteWords(words, { host, widget, facts }), link: page('site') }
    case 'webhook':
      return { parts: webhookWords(words, { host, widget, facts }), link: page('webhooks') }
    case 'key': {
      const date = new Intl.DateTimeFormat(notice.language, { dateStyle: 'long', timeZone: 'UTC' }).format(facts.endsAt)
      return { parts: words.key({ host, widget, names: facts.names.map(oneLine), date }), link: page('keys') }
    }
    case 'disk':
      return { parts: words.disk({ host, node: facts.host }), link: `${publicUrl}/dashboard/server` }
  }
}

type About<Topic extends NoticeTopic> = {
  host: string
  widget: string
  facts: Extract<NoticeFacts, { topic: Topic }>
}

function siteWords(words: Words, { host, widget, facts }: About<'site'>): Parts {
  const message = oneLine(facts.message)
  const { before_send } = facts
  return before_send === undefined
    ? words.site({ host, widget, message })
    : words.before_send({ host, widget, message, failure: before_send })
}

function webhookWords(words: Words, { host, widget, facts: { host: receiver, reason } }: About<'webhook'>): Parts {
  return reason === 'failing'
    ? words.webhook_fails({ host, widget, receiver })
    : words.webhook_off({ host, widget, receiver, reason })
}

/** The mail of a notice. It links to the page where such mails are turned off. */
function teamNoticeMail(mail: TeamNotice, publicUrl: string, to?: string): Message {
  const { parts, link } = teamNotice(mail, publicUrl)
  const choose = WORDS[mail.language].choose({ url: `${publicUrl}/dashboard/account` })
  return plainMail(mail, { ...parts, after: [choose] }, to ?? link)
}

/** Invented, for a preview and a test. */
const SAMPLE_FACTS: { [Topic in NoticeTopic]: NoticeFacts & { topic: Topic } } = {
  waiting: { topic: 'waiting', count: 3 },
  site: { topic: 'site', message: 'https://shop.example/chat-users answered 503' },
  webhook: { topic: 'webhook', host: 'hooks.shop.example', reason: 'unreachable' },
  key: { topic: 'key', names: ['CRM', 'Nightly export'], endsAt: Date.UTC(2030, 0, 12) },
  disk: { topic: 'disk', host: 'chat-1' },
}

/** A notice as owners get it, of a widget that does not exist: its button leads to the account. */
export function sampleNotice({
  topic,
  to,
  language,
  publicUrl,
}: {
  topic: NoticeTopic
  to: string
  language: MailLanguage
  publicUrl: string
}): Message {
  const notice: TeamNotice = {
    ...{ kind: 'owner_notice', language, at: 0, email: to, widget_id: null, widget: 'Harbour shop' },
    facts: SAMPLE_FACTS[topic],
  }
  return teamNoticeMail(notice, publicUrl, `${publicUrl}/dashboard/account`)
}

export const writeTest = (to: string, language: Mail['language'], publicUrl: string): Message =>
  plainMail({ email: to, language }, WORDS[language].test({ host: new URL(publicUrl).host }), null)

/** Text of owners and users is never markup or a header, in the subject too. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

const BUTTON = [
  'display:inline-block;padding:12px 20px;border-radius:8px',
  'background:#3b4fd8;color:#fff;font-weight:600;text-decoration:none',
].join(';')
const SMALL = 'font-size:14px;opacity:0.75'

const pressed = (link: string, text: string): string =>
  `<p style="margin:24px 0"><a href="${escapeHtml(link)}" style="${BUTTON}">${escapeHtml(text)}</a></p>`

/** @param link opened by the button; null: no button */
export function plainMail(to: { email: string; language: Language }, parts: Parts, link: string | null): Message {
  const { subject, before, button, after = [] } = parts
  const plain = [...before, ...(link === null ? [] : [`${button}:\n${link}`]), ...after]
  const paragraph = (text: string, look = '') => `<p style="margin:0 0 16px;${look}">${escapeHtml(text)}</p>`
  const html = [
    `<!doctype html><html lang="${to.language}" dir="${to.language === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(subject)}</title></head><body style="margin:0;padding:24px 16px">`,
    // no colour of its own but the button's, so that a mail program's dark theme stays readable
    '<div style="max-width:520px;margin:0 auto;font:16px/1.5 system-ui,sans-serif;overflow-wrap:anywhere">',
    `<h1 style="margin:0 0 16px;font-size:22px;line-height:1.3">${escapeHtml(subject)}</h1>`,
    ...before.map((text) => paragraph(text)),
    ...(link === null ? [] : [pressed(link, button ?? '')]),
    ...after.map((text) => paragraph(text, SMALL)),
    // for mail programs that show no buttons
    ...(link === null ? [] : [paragraph(link, SMALL)]),
    '</div></body></html>',
  ].join('')
  return { to: to.email, subject, text: `${plain.join('\n\n')}\n`, html }
}
