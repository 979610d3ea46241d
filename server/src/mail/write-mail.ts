import type { Mail } from '../dashboard/mails.ts'
import { escapeHtml } from '../escape-html.ts'
import type { Message } from './mailer.ts'
import { WORDS } from './words.ts'

type Parts = { subject: string; before: string[]; button?: string; after?: string[] }

/** @param link what the button of a mail about a new password opens; null in others */
export function writeMail(mail: Mail, { publicUrl, link }: { publicUrl: string; link: string | null }): Message {
  const words = WORDS[mail.language]
  const { email } = mail
  const { host } = new URL(publicUrl)
  switch (mail.kind) {
    case 'reset':
      return message(mail, words.reset({ host, email }), link)
    case 'changed':
      return message(mail, words.changed({ host, email }), null)
    case 'invite':
      return message(
        mail,
        words.invite({ host, widget: oneLine(mail.widget), role: mail.role, by: mail.by }),
        mail.link,
      )
    case 'webhook_off':
      return message(
        mail,
        words.webhook_off({ host, widget: oneLine(mail.widget), receiver: mail.host, reason: mail.reason }),
        `${publicUrl}/dashboard/widgets/${mail.widget_id}/webhooks`,
      )
  }
}

export const writeTest = (to: string, language: Mail['language'], publicUrl: string): Message =>
  message({ email: to, language }, WORDS[language].test({ host: new URL(publicUrl).host }), null)

/** Text of owners and users is never markup or a header, in the subject too. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

const BUTTON = [
  'display:inline-block;padding:12px 20px;border-radius:8px',
  'background:#3b4fd8;color:#fff;font-weight:600;text-decoration:none',
].join(';')
const SMALL = 'font-size:14px;opacity:0.75'

const pressed = (link: string, text: string): string =>
  `<p style="margin:24px 0"><a href="${escapeHtml(link)}" style="${BUTTON}">${escapeHtml(text)}</a></p>`

function message(to: Pick<Mail, 'email' | 'language'>, parts: Parts, link: string | null): Message {
  const { subject, before, button, after = [] } = parts
  const plain = [...before, ...(link === null ? [] : [`${button}:\n${link}`]), ...after]
  const paragraph = (text: string, look = '') => `<p style="margin:0 0 16px;${look}">${escapeHtml(text)}</p>`
  const html = [
    `<!doctype html><html lang="${to.language}"><head><meta charset="utf-8">`,
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
