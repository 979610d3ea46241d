import type { Message } from '@imbachat/protocol'
import type { WidgetSettings } from '@imbachat/protocol/http/widget/widget-settings'
import { originAllowed } from '@imbachat/protocol/page/origins'
import { type PushPayload, pushTag } from '@imbachat/protocol/page/push-payload'
import type { Language } from '@imbachat/protocol/phrases/languages'
import type { ChatUser } from '../../chat/users/user.ts'
import type { Widget } from '../../chat/widget.ts'
import type { DueRoom } from '../channel.ts'
import { MOST_TEXT_BYTES } from './encrypt.ts'
import { type PushWords, WORDS } from './words.ts'

/** Messages with their text in one notification: browsers show about four lines. */
const LINES = 3
const MOST_LINE = 200
const MOST_TITLE = 80
const MOST_ICON = 500

export interface ToShow {
  widget: Pick<Widget, 'id' | 'origins' | 'settings'>
  room: DueRoom
  language: Language
  /** where a click leads, without a fragment; null: the widget's first site */
  page: string | null
  /** address of this server */
  publicUrl: string
  log_id: string
  /** lets the worker act for the user */
  token: string
}

/** JSON of one notification, small enough for any push service. */
export function pushPayload({ widget, room: due, language, page, publicUrl, log_id, token }: ToShow): string {
  const { room, messages, isRequest } = due
  const words = WORDS[language]
  const { push_content: content, title: ownTitle } = widget.settings
  const last = messages.at(-1)
  const seq = last?.message.seq ?? room.last_seq
  const shown = shownText(due, content, words, ownTitle)
  const icon = content === 'none' ? null : iconOf(last?.sender ?? null, widget, publicUrl)
  const payload: PushPayload = {
    web_push: 8030,
    notification: {
      ...shown,
      navigate: `${page ?? firstSite(widget.origins) ?? publicUrl}#imbachat-m=${room.room_id}.${seq}`,
      lang: language,
      dir: language === 'ar' && content !== 'text' ? 'rtl' : 'auto',
      tag: pushTag(widget.id, room.room_id),
      ...(icon !== null && { icon }),
      data: {
        at: `${publicUrl}/imbachat/v1/${widget.id}/push`,
        room_id: room.room_id,
        seq,
        log_id,
        token,
        reply: isRequest ? null : { label: words.reply, placeholder: words.message, notSent: words.notSent },
      },
    },
  }
  return fitted(payload)
}

/** Shortens the body until the whole fits into one push message. */
function fitted(payload: PushPayload): string {
  for (;;) {
    const json = JSON.stringify(payload)
    const { notification } = payload
    if (Buffer.byteLength(json) <= MOST_TEXT_BYTES || notification.body === '') return json
    notification.body = cut(notification.body, Math.floor(notification.body.length / 2))
  }
}

function shownText(
  { room, peer, messages, isRequest, unread }: DueRoom,
  content: WidgetSettings['push_content'],
  words: PushWords,
  ownTitle: string | null,
): { title: string; body: string } {
  const lastCall = messages.at(-1)?.message.call
  const body = isRequest
    ? words.request
    : lastCall && peer !== null
      ? words.missedCall(lastCall.video)
      : words.newMessages(Math.max(1, unread))
  if (content === 'none') return { title: ownTitle ?? words.chat, body: words.newMessages(Math.max(1, unread)) }
  const last = messages.at(-1)
  const sender = last?.sender.name ?? ''
  if (peer !== null) {
    const lines = messages.slice(-LINES).map(({ message }) => textOf(message, words))
    const showsText = content === 'text' && !isRequest && lines.length > 0
    return { title: cut(peer.name || sender, MOST_TITLE), body: showsText ? lines.join('\n') : body }
  }
  const title = cut(room.title ?? ownTitle ?? words.chat, MOST_TITLE)
  if (content === 'text' && messages.length > 0) {
    const lines = messages.slice(-LINES).map(({ message, sender: by }) => `${by.name}: ${textOf(message, words)}`)
    return { title, body: lines.join('\n') }
  }
  return { title, body: sender === '' ? body : `${cut(sender, MOST_TITLE)}: ${body}` }
}

/** A message in one line. */
function textOf({ text, attachments = [], card, call }: Message, words: PushWords): string {
  if (call) return words.missedCall(call.video)
  const line = (text ?? '').replace(/\s+/g, ' ').trim()
  const [file] = attachments
  if (line !== '') return cut(line, MOST_LINE)
  return card?.title ?? (file ? words.files[file.kind] : words.newMessages(1))
}

/** Keeps pairs of UTF-16 units whole. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const end = text.codePointAt(most - 1) ?? 0
  return most === 0 ? '' : `${text.slice(0, end > 0xffff ? most - 2 : most - 1)}…`
}

/** The sender's picture, if the chat's own server or the widget's own site has it: no third party learns of it. */
function iconOf(sender: ChatUser | null, widget: ToShow['widget'], publicUrl: string): string | null {
  const url = sender?.avatar_url ? URL.parse(sender.avatar_url) : null
  if (url === null || url.href.length > MOST_ICON) return null
  const isOwn = url.origin === new URL(publicUrl).origin || originAllowed(url.origin, widget.origins)
  return isOwn ? url.href : null
}

/** Not a pattern. */
const firstSite = (origins: readonly string[]): string | undefined => {
  const origin = origins.find((one) => !one.includes('*'))
  return origin && `${origin}/`
}
