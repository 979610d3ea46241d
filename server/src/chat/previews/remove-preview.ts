import type { Message } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { publishChange } from '../messages/publish-messages.ts'
import type { UserPrincipal } from '../principal.ts'
import { refusal } from '../refusals.ts'

/** Only from the user's own message. @throws ChatError message_not_found, room_not_found */
export async function removePreview(
  { store, bus }: Pick<ChatDeps, 'store' | 'bus'>,
  { widgetId, userId: senderId }: UserPrincipal,
  { roomId, seq }: { roomId: number; seq: number },
): Promise<Message> {
  const outcome = await store.removePreview({ widgetId, roomId, seq, senderId })
  if (outcome.kind === 'refused') throw refusal(outcome, roomId)
  publishChange(bus, { widgetId, roomId }, outcome)
  return outcome.message
}
