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
  { widget_id, user_id }: UserPrincipal,
  room_ids: readonly number[],
): Promise<Presence[]> {
  const memberships = await store.membershipsOf(widget_id, user_id, room_ids)
  const byRoom = new Map(memberships.map((membership) => [membership.room_id, membership]))
  room_ids.forEach((room_id, index) => {
    if (!byRoom.has(room_id)) throw roomNotFound(room_id, `room_ids.${index}`)
  })
  const peers = new Set(memberships.flatMap((membership) => visiblePeer(membership)))
  const users = new Map((await store.users(widget_id, [user_id, ...peers])).map((user) => [user.user_id, user]))
  if (users.get(user_id)?.hides_last_seen) return []
  return presence.view(
    widget_id,
    [...peers].filter((peer) => !users.get(peer)?.hides_last_seen),
  )
}

function visiblePeer({ state, peer_id, closedBy }: Membership): string[] {
  const agreed = (state === 'joined' || state === 'invited') && closedBy === null
  return peer_id !== null && agreed ? [peer_id] : []
}
