import type { Presence } from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { Membership } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomNotFound } from '../rooms/room-policy.ts'

/**
 * For peers of dialogs only, and not where the watcher's request waits or was declined, or where one user blocks the
 * other: a user who has not agreed to a dialog is not watched.
 * A user who hides when they were online shows it to nobody, and sees it of nobody.
 * @throws ChatError room_not_found naming the entry
 */
export async function watchPresence(
  { store, presence }: Pick<ChatDeps, 'store' | 'presence'>,
  { widgetId, userId }: UserPrincipal,
  roomIds: readonly number[],
): Promise<Presence[]> {
  const memberships = await store.membershipsOf(widgetId, userId, roomIds)
  const byRoom = new Map(memberships.map((membership) => [membership.roomId, membership]))
  roomIds.forEach((roomId, index) => {
    if (!byRoom.has(roomId)) throw roomNotFound(roomId, `room_ids.${index}`)
  })
  const peers = new Set(memberships.flatMap((membership) => visiblePeer(membership)))
  const users = new Map((await store.users(widgetId, [userId, ...peers])).map((user) => [user.userId, user]))
  if (users.get(userId)?.hidesLastSeen) return []
  return presence.view(
    widgetId,
    [...peers].filter((peer) => !users.get(peer)?.hidesLastSeen),
  )
}

function visiblePeer({ state, peerId, blocked }: Membership): string[] {
  const agreed = (state === 'joined' || state === 'invited') && !blocked
  return peerId !== null && agreed ? [peerId] : []
}
