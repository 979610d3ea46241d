import type { MailSample } from '@imbachat/protocol/http/widget/notifications'
import type { MailContent, WidgetSettings } from '@imbachat/protocol/http/widget/widget-settings'
import type { Language } from '@imbachat/protocol/phrases/languages'
import { writeReplyMail } from '../replies/write-reply-mail.ts'
import { WORDS } from './words.ts'
import { type Digest, type DigestRoom, writeDigest } from './write-digest.ts'

const MINUTE = 60_000

export interface SampleSite {
  settings: WidgetSettings
  site: string
  page: string | null
  /** mails can be answered */
  takesReplies?: boolean
}

export interface SampleOf {
  language: Language
  content: MailContent
  time_zone: string
  now: number
}

/** A mail as users get it, about invented people and answers. */
export function sampleMail(
  where: SampleSite,
  { sample, ...of }: SampleOf & { sample: MailSample },
): { subject: string; text: string; html: string } {
  const { site, page } = where
  const about = { language: of.language, at: of.now, email: INVENTED, site, answers: null }
  switch (sample) {
    case 'held':
      return writeReplyMail({ ...about, kind: 'reply_held', from: INVENTED, link: page ?? '#' })
    case 'refused':
      return writeReplyMail({ ...about, kind: 'reply_refused', why: 'not_allowed' })
    case 'several':
    case 'one': {
      const digest = sampleDigest(where, of)
      return writeDigest(sample === 'one' ? { ...digest, rooms: digest.rooms.slice(0, 1) } : digest)
    }
  }
}

const INVENTED = 'anna@example.com'

/** Its links lead to the site's page and turn nothing off. */
export function sampleDigest(
  { settings, site, page, takesReplies = false }: SampleSite,
  { language, content, time_zone, now }: SampleOf,
): Digest {
  const { people, group, texts } = WORDS[language].sample
  const [first, second, third] = people
  const ago = (minutes: number) => now - minutes * MINUTE
  const room = (name: string, unread: number, messages: DigestRoom['messages']): DigestRoom => ({
    name,
    isGroup: name === group,
    colourId: name,
    unread,
    messages,
    replyTo: takesReplies ? 'reply@example.com' : null,
    url: page,
    offUrl: page ?? '#',
  })
  return {
    language,
    time_zone,
    site,
    content,
    settings,
    rooms: [
      room(first, 2, [
        { sender: first, text: texts[0], at: ago(24) },
        { sender: first, text: texts[1], at: ago(22) },
      ]),
      room(second, 1, [{ sender: second, text: texts[2], at: ago(16) }]),
      room(group, 12, [{ sender: third, text: texts[3], at: ago(12) }]),
    ],
    offUrl: page ?? '#',
  }
}
