import type { ChatDeps } from '../../chat/chat-deps.ts'
import { publishChange } from '../../chat/messages/publish-messages.ts'
import { Refusal } from '../../chat/refusals.ts'

/**
 * Deletes any user's message for everybody, as a moderator of the widget. The same `deletion_id` takes that back,
 * unless the message is deleted without it too.
 * @throws ChatError message_not_found
 */
export async function moderateMessage(
  { store, bus }: Pick<ChatDeps, 'store' | 'bus'>,
  message: { widget_id: number; room_id: number; seq: number; deletion_id?: string },
): Promise<void> {
  const outcome = await store.deleteMessage({ ...message, sender_id: null })
  if (outcome.kind === 'refused') throw new Refusal('message_not_found')
  publishChange(bus, message, outcome)
}
