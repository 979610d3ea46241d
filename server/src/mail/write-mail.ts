import { escapeHtml } from '../escape-html.ts'
import type { Mail } from '../owner/mails.ts'
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
      return message(mail, words.invite({ widget: oneLine(mail.widget), role: mail.role, by: mail.by }), mail.link)
  }
}

export const writeTest = (to: string, language: Mail['language'], publicUrl: string): Message =>
  message({ email: to, language }, WORDS[language].test({ host: new URL(publicUrl).host }), null)

/** What owners and users wrote is text, in the subject too. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()

function message(to: Pick<Mail, 'email' | 'language'>, parts: Parts, link: string | null): Message {
  const { subject, before, button, after = [] } = parts
  const plain = [...before, ...(link === null ? [] : [`${button}:\n${link}`]), ...after]
  const paragraph = (text: string) => `<p style="margin:0 0 16px">${escapeHtml(text)}</p>`
  const html = [
    `<!doctype html><html lang="${to.language}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>`,
    '<body style="margin:24px;max-width:560px;font:16px/1.5 system-ui,sans-serif">',
    ...before.map(paragraph),
    ...(link === null
      ? []
      : [
          `<p style="margin:0 0 16px"><a href="${escapeHtml(link)}">${escapeHtml(button ?? '')}</a></p>`,
          `<p style="margin:0 0 16px;font-size:13px;word-break:break-all">${escapeHtml(link)}</p>`,
        ]),
    ...after.map(paragraph),
    '</body></html>',
  ].join('')
  return { to: to.email, subject, text: `${plain.join('\n\n')}\n`, html }
}
