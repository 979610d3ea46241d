import { paletteTokens } from '@imbachat/protocol/brand/brand-tokens'
import { brandOf } from '@imbachat/protocol/brand/widget-looks'
import type { MailContent, WidgetSettings } from '@imbachat/protocol/http/widget/widget-settings'
import type { Language } from '@imbachat/protocol/phrases/languages'
import { hueOf, initialsOf } from '@imbachat/protocol/users/avatar'
import { escapeHtml } from '../../escape-html.ts'
import { MARKER } from '../replies/quote-patterns.ts'
import { WORDS, withNumber } from './words.ts'

export interface DigestMessage {
  sender: string
  text: string
  /** milliseconds since 1970 */
  at: number
}

export interface DigestRoom {
  /** name of the other user, or of the group */
  name: string
  isGroup: boolean
  /** the user's or the room's, which decides the avatar's colour */
  colourId: string
  unread: number
  /** the newest ones, oldest first */
  messages: readonly DigestMessage[]
  /** the address at which it can be answered by mail; null: it can't be answered */
  replyTo: string | null
  /** opens the conversation; null: the widget has no page */
  url: string | null
  /** turns mails about it off */
  offUrl: string
}

export interface Digest {
  language: Language
  time_zone: string
  /** name of the site */
  site: string
  content: MailContent
  settings: WidgetSettings
  rooms: readonly DigestRoom[]
  /** turns all of them off */
  offUrl: string
}

/** Limits of one mail: mail programs hide the end of long ones. */
const MOST = { rooms: 10, messages: 5, chars: 300 }

/** Avatars' colours, as in the chat's style sheet. */
const HUES = ['#c2453f', '#b35a16', '#8a6d12', '#3d7f3a', '#1b7d80', '#2f6fc9', '#7355c4', '#b3437f']

/** One mail about all that a user has not read. Its subject stays the same, so that mail programs group such mails. */
export function writeDigest(digest: Digest): { subject: string; text: string; html: string } {
  const { rooms, content, site, language } = digest
  const words = WORDS[language]
  const [only] = rooms.length === 1 && content !== 'none' ? rooms : []
  const subject = `${words.subject}: ${only ? `${oneLine(only.name)} · ` : ''}${oneLine(site)}`
  return { subject, text: plain(digest, subject), html: html(digest, subject) }
}

/** In a header, or where line ends and turned text would show something that is not so. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\s\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim()
    .slice(0, 200)

function cut(text: string): string {
  const clean = text.replace(/[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, '').trim()
  if (clean.length <= MOST.chars) return clean
  return `${clean
    .slice(0, MOST.chars)
    .replace(/[\ud800-\udbff]$/, '')
    .trimEnd()}…`
}

interface Shown {
  room: DigestRoom
  name: string
  messages: readonly DigestMessage[]
  /** unread ones that are not shown */
  hidden: number
}

/** The content of each conversation, the same in both parts of the mail. */
function shown({ rooms, content }: Digest): Shown[] {
  if (content === 'none') return []
  return rooms.slice(0, MOST.rooms).map((room) => {
    const messages = content === 'text' ? room.messages.slice(-MOST.messages) : []
    return { room, name: oneLine(room.name), messages, hidden: Math.max(0, room.unread - messages.length) }
  })
}

const total = ({ rooms }: Digest): number => rooms.reduce((sum, { unread }) => sum + unread, 0)

/** The link of the whole mail, where it names no conversation. */
const firstUrl = ({ rooms }: Digest): string | null => rooms[0]?.url ?? null

function timeOf({ language, time_zone: zone }: Digest): (at: number) => string {
  const format = new Intl.DateTimeFormat(language, {
    timeZone: zone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  })
  return (at) => format.format(at)
}

/** Above it, the answer to the mail is written. A mail about several conversations is answered by their own links. */
function markerOf({ language, rooms: [first, ...more] }: Digest): string | null {
  if (!first || first.replyTo === null || more.length > 0) return null
  return `${MARKER.start}${WORDS[language].reply_above}${MARKER.end}`
}

/** Of one conversation among several. */
const mailtoOf = ({ rooms }: Digest, { replyTo }: DigestRoom, subject: string): string | null =>
  replyTo === null || rooms.length < 2 ? null : `mailto:${replyTo}?subject=${encodeURIComponent(`Re: ${subject}`)}`

function plain(digest: Digest, subject: string): string {
  const { language, content, rooms, site, offUrl } = digest
  const words = WORDS[language]
  const time = timeOf(digest)
  const marker = markerOf(digest)
  const lines = [...(marker === null ? [] : [marker, '']), withNumber(language, words.unread, total(digest)), '']
  for (const { room, name, messages, hidden } of shown(digest)) {
    lines.push(`${name} · ${withNumber(language, words.unread, room.unread)}`)
    for (const { sender, text, at } of messages) lines.push(`${oneLine(sender)}, ${time(at)}`, cut(text), '')
    if (hidden > 0 && messages.length > 0) lines.push(withNumber(language, words.more, hidden))
    if (room.url !== null) lines.push(`${words.open}: ${room.url}`)
    const mailto = mailtoOf(digest, room, subject)
    if (mailto !== null) lines.push(`${words.reply}: ${mailto}`)
    if (rooms.length > 1) lines.push(`${words.off_room}: ${room.offUrl}`)
    lines.push('')
  }
  if (rooms.length > MOST.rooms && content !== 'none') lines.push('…', '')
  const url = firstUrl(digest)
  if (content === 'none' && url !== null) lines.push(`${words.open}: ${url}`, '')
  lines.push(
    '-- ',
    words.why.replace('{site}', () => oneLine(site)),
  )
  const [only] = rooms
  if (rooms.length === 1 && only && content !== 'none') lines.push(`${words.off_room}: ${only.offUrl}`)
  lines.push(`${words.off_all}: ${offUrl}`)
  return `${lines.join('\n')}\n`
}

/** The chat's own colours; the same are in `tokens.css`. */
const COLOURS = {
  light: {
    '--accent': '#2a5fe0',
    '--on-accent': '#ffffff',
    '--surface': '#ffffff',
    '--log': '#edf1f7',
    '--line': '#e3e7ee',
    '--text': '#171c26',
    '--text-2': '#5c6677',
    '--link': '#1f4fc4',
  },
  dark: {
    '--accent': '#396ae4',
    '--on-accent': '#ffffff',
    '--surface': '#171b22',
    '--log': '#0f1318',
    '--line': '#2a313d',
    '--text': '#e9edf4',
    '--text-2': '#9ca7b8',
    '--link': '#9cbdff',
  },
}
type Colours = typeof COLOURS.light

function coloursOf(settings: WidgetSettings): { light: Colours; dark: Colours } {
  const { accent, background, text, bubble, dark } = brandOf(settings)
  const day = paletteTokens({ accent, background, text, bubble }, 'light').root
  const night = paletteTokens(
    { background: null, text: null, bubble: null, ...dark, accent: dark?.accent ?? accent },
    'dark',
  ).root
  return { light: { ...COLOURS.light, ...day }, dark: { ...COLOURS.dark, ...night } }
}

const FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"

/** Mail programs know tables and inline styles; those with a dark theme of their own also read the style sheet. */
function html(digest: Digest, subject: string): string {
  const { language, content, rooms, site, offUrl, settings } = digest
  const words = WORDS[language]
  const { light, dark } = coloursOf(settings)
  const time = timeOf(digest)
  const radius = Math.min(settings.radius, 16)
  const start = language === 'ar' ? 'right' : 'left'
  const marker = markerOf(digest)
  const colour = (name: keyof Colours) => `color:${light[name]}`
  const name = `<bdi>${escapeHtml(oneLine(site))}</bdi>`

  const button = (url: string | null) =>
    url === null
      ? ''
      : `<p style="margin:14px 0 0"><a class="accent" href="${escapeHtml(url)}" style="display:inline-block;` +
        `padding:10px 18px;border-radius:${Math.min(radius, 10)}px;background:${light['--accent']};` +
        `${colour('--on-accent')};font-weight:600;text-decoration:none">${escapeHtml(words.open)}</a></p>`
  const offLink = (url: string, label: string) =>
    `<a class="soft" href="${escapeHtml(url)}" style="${colour('--text-2')};text-decoration:underline">` +
    `${escapeHtml(label)}</a>`

  const link = (url: string, label: string) =>
    `<a class="link" href="${escapeHtml(url)}" style="${colour('--link')};text-decoration:underline">` +
    `${escapeHtml(label)}</a>`

  const card = (inside: string) =>
    `<table role="presentation" class="card" cellpadding="0" cellspacing="0" style="width:100%;margin:0 0 12px;` +
    `border-collapse:separate;background:${light['--surface']};border:1px solid ${light['--line']};` +
    `border-radius:${radius}px"><tr><td style="padding:16px;text-align:${start}">${inside}</td></tr></table>`

  const conversation = ({ room, name, messages, hidden }: Shown) => {
    const hue = HUES[hueOf(room.colourId)] ?? HUES[0]
    const avatar =
      `<td style="width:40px;vertical-align:top"><div aria-hidden="true" style="width:40px;height:40px;` +
      `border-radius:${room.isGroup ? 12 : 20}px;background:${hue};color:#ffffff;font-size:15px;font-weight:600;` +
      `line-height:40px;text-align:center">${escapeHtml(initialsOf(name))}</div></td>`
    const head =
      `<table role="presentation" cellpadding="0" cellspacing="0" style="width:100%"><tr>${avatar}` +
      `<td style="padding-inline:12px 0;text-align:${start}"><div class="text" dir="auto" style="${colour('--text')};` +
      `font-weight:600;text-align:${start}">${escapeHtml(name)}</div><div class="soft" style="${colour('--text-2')};` +
      `font-size:14px">${escapeHtml(withNumber(language, words.unread, room.unread))}</div></td></tr></table>`
    const rows = messages.map(
      ({ sender, text, at }) =>
        `<div style="margin:12px 0 0"><div class="soft" style="${colour('--text-2')};font-size:13px">` +
        (room.isGroup ? `<bdi>${escapeHtml(oneLine(sender))}</bdi> · ` : '') +
        `${escapeHtml(time(at))}</div><div class="text" dir="auto" style="${colour('--text')};text-align:${start}">` +
        `${escapeHtml(cut(text)).replaceAll('\n', '<br>')}</div></div>`,
    )
    const rest =
      hidden > 0 && messages.length > 0
        ? `<div class="soft" style="margin:12px 0 0;${colour('--text-2')};font-size:14px">` +
          `${escapeHtml(withNumber(language, words.more, hidden))}</div>`
        : ''
    const mailto = mailtoOf(digest, room, subject)
    const answer = mailto === null ? '' : `<p style="margin:14px 0 0;font-size:14px">${link(mailto, words.reply)}</p>`
    const off =
      rooms.length > 1 ? `<p style="margin:14px 0 0;font-size:13px">${offLink(room.offUrl, words.off_room)}</p>` : ''
    return card(`${head}${rows.join('')}${rest}${button(room.url)}${answer}${off}`)
  }

  const [only] = rooms
  const footer = [
    escapeHtml(words.why).replace('{site}', () => name),
    ...(rooms.length === 1 && only && content !== 'none' ? [offLink(only.offUrl, words.off_room)] : []),
    offLink(offUrl, words.off_all),
  ]
  const rule = (selector: string, styles: string) => `${selector}{${styles}}`
  const night = [
    rule('.page', `background:${dark['--log']}!important`),
    rule('.card', `background:${dark['--surface']}!important;border-color:${dark['--line']}!important`),
    rule('.text', `color:${dark['--text']}!important`),
    rule('.soft', `color:${dark['--text-2']}!important`),
    rule('.link', `color:${dark['--link']}!important`),
    rule('.accent', `background:${dark['--accent']}!important;color:${dark['--on-accent']}!important`),
    rule('.bar', `background:${dark['--accent']}!important`),
  ]
  return [
    `<!doctype html><html lang="${language}" dir="${language === 'ar' ? 'rtl' : 'ltr'}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">',
    `<title>${escapeHtml(subject)}</title><style>:root{color-scheme:light dark}a{overflow-wrap:anywhere}`,
    `@media (prefers-color-scheme:dark){${night.join('')}}</style></head>`,
    `<body class="page" style="margin:0;padding:0;background:${light['--log']}">`,
    `<table role="presentation" class="page" cellpadding="0" cellspacing="0" style="width:100%;`,
    `background:${light['--log']}"><tr><td align="center" style="padding:20px 12px">`,
    `<div style="max-width:560px;margin:0 auto;font:16px/1.45 ${FONT};text-align:${start};overflow-wrap:anywhere">`,
    ...(marker === null
      ? []
      : [`<div class="soft" style="margin:0 0 16px;${colour('--text-2')};font-size:13px">${escapeHtml(marker)}</div>`]),
    `<div class="bar" style="height:4px;width:40px;border-radius:2px;background:${light['--accent']}"></div>`,
    `<div class="soft" style="margin:12px 0 0;${colour('--text-2')};font-size:14px">${name}</div>`,
    `<h1 class="text" style="margin:2px 0 16px;${colour('--text')};font-size:22px;line-height:1.3">`,
    `${escapeHtml(withNumber(language, words.unread, total(digest)))}</h1>`,
    ...shown(digest).map(conversation),
    ...(content === 'none' ? [button(firstUrl(digest))] : []),
    ...(rooms.length > MOST.rooms && content !== 'none' ? [`<div class="soft">…</div>`] : []),
    `<div class="soft" style="margin:16px 0 0;${colour('--text-2')};font-size:13px">`,
    footer.map((line) => `<p style="margin:0 0 6px">${line}</p>`).join(''),
    '</div></div></td></tr></table></body></html>',
  ].join('')
}
