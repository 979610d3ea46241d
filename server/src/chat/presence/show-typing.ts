import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomNotFound } from '../rooms/room-policy.ts'

/**
 * Never stored. Sent only for joined members of live rooms, not while a request waits or one user blocks the other.
 * @throws ChatError room_not_found
 */
export async function showTyping(
  { store, bus, classOf }: Pick<ChatParts, 'store' | 'bus' | 'classOf'>,
  { widgetId, userId }: UserPrincipal,
  { roomId, typing }: { roomId: number; typing: boolean },
): Promise<void> {
  const [membership] = await store.membershipsOf(widgetId, userId, [roomId])
  if (!membership) throw roomNotFound(roomId)
  if (membership.state !== 'joined' || membership.blocked || !classOf.isLive(membership.room)) return
  bus.publish({ t: 'typing', widgetId, roomId, userId, typing })
}
