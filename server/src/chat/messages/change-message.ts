import type { Message } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import { saidByPolicy } from '../moderation/mask-message.ts'
import type { ChangeOutcome } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { mustBeAllowedToSend, mustBeInRate, mustHaveNoListedWord, settingsOf } from './admit-message.ts'
import { checkMessageText } from './message-text.ts'
import { refusal } from './send-message.ts'

/**
 * Only for the user's own message. An edit needs the same permissions as a new message.
 * @throws ChatError message_*, not_permitted, rate_limited, room_not_found, request_pending, request_declined
 */
export async function editMessage(
  parts: Pick<ChatParts, 'store' | 'bus' | 'users' | 'widgets' | 'messageRate'>,
  principal: UserPrincipal,
  { roomId, seq, text }: { roomId: number; seq: number; text: string },
): Promise<Message> {
  const { widgetId, userId: senderId } = principal
  const settings = await settingsOf(parts, widgetId)
  // the store knows whether the message has files, which may stand alone
  checkMessageText(text, settings.message_max_chars, true)
  mustHaveNoListedWord(text, settings)
  const siteAdmin = (await mustBeAllowedToSend(parts, principal)).role === 'admin'
  mustBeInRate(parts, principal, settings)
  const edit = { widgetId, roomId, seq, senderId, siteAdmin, ...saidByPolicy({ text, parts: {} }, settings) }
  return tell(parts, principal, roomId, await parts.store.editMessage(edit))
}

/** Only for the user's own message. @throws ChatError message_not_found, room_not_found */
export async function deleteMessage(
  parts: Pick<ChatParts, 'store' | 'bus'>,
  principal: UserPrincipal,
  { roomId, seq }: { roomId: number; seq: number },
): Promise<Message> {
  const { widgetId, userId: senderId } = principal
  return tell(parts, principal, roomId, await parts.store.deleteMessage({ widgetId, roomId, seq, senderId }))
}

function tell(
  { bus }: Pick<ChatParts, 'bus'>,
  { widgetId }: UserPrincipal,
  roomId: number,
  outcome: ChangeOutcome,
): Message {
  if (outcome.kind === 'refused') throw refusal(outcome.reason, roomId)
  if (outcome.kind === 'changed') bus.publish({ t: 'message', widgetId, roomId, message: outcome.message })
  return outcome.message
}
