import type { Message } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import { publishChange } from '../messages/publish-messages.ts'
import type { UserPrincipal } from '../principal.ts'
import { refusal } from '../refusals.ts'

/** Only from the user's own message. @throws ChatError message_not_found, room_not_found */
export async function removePreview(
  { store, bus }: Pick<ChatDeps, 'store' | 'bus'>,
  { widget_id, user_id: sender_id }: UserPrincipal,
  { room_id, seq }: { room_id: number; seq: number },
): Promise<Message> {
  const outcome = await store.removePreview({ widget_id, room_id, seq, sender_id })
  if (outcome.kind === 'refused') throw refusal(outcome, room_id)
  publishChange(bus, { widget_id, room_id }, outcome)
  return outcome.message
}
