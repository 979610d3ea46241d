import { createHash } from 'node:crypto'
import { ChatError, clientId as clientIdSchema, type Entity, type Message } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { SitePrincipal } from '../principal.ts'
import { judgeMessage } from '../rules/judge-message.ts'
import { mustBePassed, widgetOf } from './admit-message.ts'
import { checkMessageText } from './message-text.ts'
import { sendMessage } from './send-message.ts'
import { textParts } from './text-parts.ts'

export interface MessageForUser {
  roomId: number
  /** the author, who may be offline */
  userId: string
  text: string
  entities?: readonly Entity[] | undefined
  replyTo: number | null
  /** any text; the same key again returns the message that was stored first */
  idempotencyKey: string | undefined
}

/**
 * The site writes in its user's name. The message takes the same path as a user's own. The permissions that the site
 * gives the user do not apply to the site, but the user must be in the room.
 * @throws ChatError message_*, invalid_field, words_refused, room_not_found, request_pending, request_declined,
 * server_busy
 */
export async function sendForUser(
  parts: Pick<
    ChatParts,
    'store' | 'users' | 'widgets' | 'bus' | 'clock' | 'recentActs' | 'introductions' | 'mostEntities' | 'mostMentions'
  >,
  { widgetId }: SitePrincipal,
  { roomId, userId, text, entities, replyTo, idempotencyKey }: MessageForUser,
): Promise<Message> {
  const widget = await widgetOf(parts, widgetId)
  checkMessageText(text, widget.settings.message_max_chars)
  // Sites pass on what users typed into forms of the site's own.
  const textual = textParts(text, entities, parts)
  const written = { text, parts: textual }
  const judgement = await judgeMessage(parts, widget, written)
  const flagged = mustBePassed(written, judgement, 'message', widget.settings)
  const sender = await parts.users.sender(widgetId, userId)
  const clientId = idempotencyKey === undefined ? crypto.randomUUID() : clientIdOf(idempotencyKey)
  // What the site itself sends, no right of the room refuses.
  const message = { widgetId, roomId, senderId: userId, clientId, text, replyTo, parts: textual, siteAdmin: true }
  return sendMessage(parts, { sender, message: { ...message, ...(flagged && { flagged }) } }).catch(
    (error: unknown) => {
      if (!(error instanceof ChatError) || error.code !== 'room_not_found') throw error
      const said = `user ${userId} is not in room ${roomId}, or there is no such room`
      throw new ChatError('room_not_found', said, { field: 'room_id' })
    },
  )
}

/** The key itself if it is a UUID; otherwise a UUID derived from it, always the same. */
function clientIdOf(key: string): string {
  if (clientIdSchema.safeParse(key).success) return key
  const bytes = createHash('sha256').update(`site message ${key}`).digest().subarray(0, 16)
  // version 8: RFC 9562 leaves its contents to the application
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
