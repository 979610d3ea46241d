import { isMuted, isShadowBanned } from '../../moderation/restrictions/standing.ts'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { refusalOf } from '../rooms/rights.ts'
import { maySend, roomNotFound } from '../rooms/room-policy.ts'

/**
 * Never stored. Sent only for joined members of live rooms who may write there, not while a request waits, nor for a
 * user who is muted or shadow-banned, nor for a bot while people answer.
 * @throws ChatError room_not_found
 */
export async function showTyping(
  { store, bus, classOf, users }: Pick<ChatDeps, 'store' | 'bus' | 'classOf' | 'users'>,
  { widget_id, user_id }: Pick<UserPrincipal, 'widget_id' | 'user_id'>,
  { room_id, typing }: { room_id: number; typing: boolean },
): Promise<void> {
  const [membership] = await store.membershipsOf(widget_id, user_id, [room_id])
  if (!membership) throw roomNotFound(room_id)
  const { state, room } = membership
  if (state !== 'joined' || !classOf.isLive(room)) return
  const sender = await users.sender(widget_id, user_id)
  const standing = { ...membership, type: room.type, siteAdmin: sender.role === 'admin' }
  if (!maySend(sender) || refusalOf('write', standing) !== null) return
  if (isShadowBanned(sender) || isMuted(sender) || (sender.bot && membership.peopleAnswer)) return
  bus.publish({ t: 'typing', widget_id, room_id, user_id, typing })
}
