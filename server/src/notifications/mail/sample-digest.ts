import type { MailContent, WidgetSettings } from '@imbachat/protocol/http/widget/widget-settings'
import type { Language } from '@imbachat/protocol/phrases/languages'
import { WORDS } from './words.ts'
import type { Digest, DigestRoom } from './write-digest.ts'

const MINUTE = 60_000

/** A mail as users get it, from invented people: it leads to the site's page, and turns nothing off. */
export function sampleDigest(
  { settings, site, page }: { settings: WidgetSettings; site: string; page: string | null },
  { language, content, time_zone, now }: { language: Language; content: MailContent; time_zone: string; now: number },
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
