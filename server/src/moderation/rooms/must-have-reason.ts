import { ChatError } from '@imbachat/protocol'
import type { ModeratedRoomView } from '@imbachat/protocol/http/moderation/rooms'

/**
 * Opening a closed room, or adding a user to it, lets new readers see its earlier messages. A moderator needs a reason
 * for that, as for reading the room.
 * @throws ChatError invalid_field
 */
export function mustHaveReason(
  rooms: readonly Pick<ModeratedRoomView, 'is_public' | 'messages'>[],
  reason: string | undefined,
): void {
  if (reason !== undefined || rooms.every(({ is_public, messages }) => is_public || messages === 0)) return
  const message = 'reason is needed for a closed room in which users have written; it has at least 3 characters'
  throw new ChatError('invalid_field', message, { field: 'reason' })
}
