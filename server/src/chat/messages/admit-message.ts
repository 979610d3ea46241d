import { ChatError, type Entity, MOST_ATTACHMENTS } from '@imbachat/protocol'
import type { WidgetSettings } from '../../owner/widgets/widget.ts'
import { mayAttach } from '../attachments/may-attach.ts'
import type { ChatParts } from '../chat-parts.ts'
import { saidByPolicy } from '../moderation/mask-message.ts'
import { mustBeInGoodStanding } from '../moderation/standing.ts'
import { hasListedWord } from '../moderation/word-list.ts'
import type { AppendMessage } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { maySend } from '../rooms/room-policy.ts'
import { takeOrRefuse } from '../token-buckets.ts'
import type { ChatUser } from '../users/user.ts'
import { checkMessageText } from './message-text.ts'
import { textParts } from './text-parts.ts'

export interface NewMessage {
  roomId: number
  clientId: string
  text: string
  entities?: readonly Entity[] | undefined
  replyTo: number | null
  uploads: NonNullable<AppendMessage['uploads']>
  parts?: NonNullable<AppendMessage['parts']>
  forwarded?: AppendMessage['forwarded']
  draftRev?: AppendMessage['draftRev']
}

/** A message that passed every check possible before its transaction; the transaction decides the rest. */
export interface AdmittedMessage {
  message: AppendMessage
  sender: ChatUser
}

/** @throws ChatError message_*, invalid_field, too_many_files, not_permitted, rate_limited, widget_unknown */
export async function admitMessage(
  parts: Pick<ChatParts, 'store' | 'users' | 'widgets' | 'messageRate' | 'mostEntities' | 'mostMentions'>,
  principal: UserPrincipal,
  { entities, ...message }: NewMessage,
): Promise<AdmittedMessage> {
  const { widgetId, userId } = principal
  const settings = await settingsOf(parts, widgetId)
  if (message.uploads.length > MOST_ATTACHMENTS) {
    const said = `A message has at most ${MOST_ATTACHMENTS} files.`
    throw new ChatError('too_many_files', said, { field: 'attachments' })
  }
  // the transaction knows whether a forwarded message has files, which may stand alone
  const mayBeEmpty = message.uploads.length > 0 || message.forwarded !== undefined
  checkMessageText(message.text, settings.message_max_chars, mayBeEmpty)
  const textual = { ...message.parts, ...textParts(message.text, entities, parts) }
  mustHaveNoListedWord(message.text, settings)
  const sender = await mustBeAllowedToSend(parts, principal)
  const uploadIds = message.uploads.map(({ uploadId }) => uploadId)
  await mayAttach(parts.store, settings, sender, { widgetId, uploadIds })
  mustBeInRate(parts, principal, settings)
  const said = saidByPolicy({ text: message.text, parts: textual }, settings)
  return { sender, message: { widgetId, senderId: userId, siteAdmin: sender.role === 'admin', ...message, ...said } }
}

/** @throws ChatError words_refused */
export function mustHaveNoListedWord(text: string, { words }: Pick<WidgetSettings, 'words'>, field = 'text'): void {
  if (!hasListedWord(text, words)) return
  throw new ChatError('words_refused', `${field} has a word that this widget does not allow.`, { field })
}

/** New messages and edits count alike: each is stored and sent to all members. @throws ChatError rate_limited */
export function mustBeInRate(
  { messageRate }: Pick<ChatParts, 'messageRate'>,
  { widgetId, userId, guest }: UserPrincipal,
  settings: Pick<WidgetSettings, 'messages_per_minute' | 'guest_messages_per_minute'>,
): void {
  const perMinute = guest ? settings.guest_messages_per_minute : settings.messages_per_minute
  const size = { burst: Math.max(1, Math.floor(perMinute / 3)), perSecond: perMinute / 60 }
  takeOrRefuse(messageRate, `${widgetId}/${userId}`, size, `At most ${perMinute} messages a minute.`)
}

/** @throws ChatError widget_unknown */
export async function settingsOf({ widgets }: Pick<ChatParts, 'widgets'>, widgetId: number) {
  const widget = await widgets.find(widgetId)
  if (!widget) throw new ChatError('widget_unknown', `There is no widget ${widgetId}.`)
  return widget.settings
}

/** @throws ChatError not_permitted, muted, banned */
export async function mustBeAllowedToSend(
  { users }: Pick<ChatParts, 'users'>,
  { widgetId, userId }: UserPrincipal,
): Promise<ChatUser> {
  const sender = await users.sender(widgetId, userId)
  if (!maySend(sender)) {
    throw new ChatError('not_permitted', 'The site does not allow this user to send messages.')
  }
  mustBeInGoodStanding(sender)
  return sender
}
