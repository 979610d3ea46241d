import { isMuted, isShadowBanned } from '../../moderation/restrictions/standing.ts'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomNotFound } from '../rooms/room-policy.ts'

/**
 * Never stored. Sent only for joined members of live rooms, not while a request waits or one user blocks the other,
 * nor for a user who is muted or shadow-banned, nor for a bot while people answer.
 * @throws ChatError room_not_found
 */
export async function showTyping(
  { store, bus, classOf, users }: Pick<ChatDeps, 'store' | 'bus' | 'classOf' | 'users'>,
  { widget_id, user_id }: Pick<UserPrincipal, 'widget_id' | 'user_id'>,
  { room_id, typing }: { room_id: number; typing: boolean },
): Promise<void> {
  const [membership] = await store.membershipsOf(widget_id, user_id, [room_id])
  if (!membership) throw roomNotFound(room_id)
  if (membership.state !== 'joined' || membership.closedBy !== null || !classOf.isLive(membership.room)) return
  const sender = await users.sender(widget_id, user_id)
  if (isShadowBanned(sender) || isMuted(sender) || (sender.bot && membership.peopleAnswer)) return
  bus.publish({ t: 'typing', widget_id, room_id, user_id, typing })
}
