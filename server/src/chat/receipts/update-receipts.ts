import { isShadowBanned } from '../../moderation/restrictions/standing.ts'
import type { ChatDeps } from '../chat-deps.ts'
import type { Membership } from '../ports.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomNotFound } from '../rooms/room-policy.ts'

/** Resolves when the watermarks are committed. @throws ChatError room_not_found naming the entry; then none moves */
export async function updateReceipts(
  { store, users, receipts }: Pick<ChatDeps, 'store' | 'users' | 'receipts'>,
  { widget_id, user_id }: Pick<UserPrincipal, 'widget_id' | 'user_id'>,
  moves: readonly { room_id: number; delivered_seq: number; read_seq: number }[],
): Promise<void> {
  const memberships = await store.membershipsOf(
    widget_id,
    user_id,
    moves.map((move) => move.room_id),
  )
  const mine = new Map(memberships.map((membership) => [membership.room_id, membership]))
  moves.forEach(({ room_id }, index) => {
    if (!mine.has(room_id)) throw roomNotFound(room_id, `rooms.${index}.room_id`)
  })
  const isHidden = await hiddenReceipts({ users }, { widget_id, user_id }, memberships)
  await receipts.move(
    widget_id,
    moves.map((move) => ({ user_id, ...move, hidden: isHidden(mine.get(move.room_id)) })),
  )
}

/** True if others must not see what the user reads in a room: one of the two wants that, or must be hidden. */
export async function hiddenReceipts(
  { users }: Pick<ChatDeps, 'users'>,
  { widget_id, user_id }: Pick<UserPrincipal, 'widget_id' | 'user_id'>,
  memberships: readonly Membership[],
): Promise<(membership: Pick<Membership, 'closedBy' | 'peer_id'> | undefined) => boolean> {
  const concerned = new Set([user_id, ...memberships.flatMap(({ peer_id }) => peer_id ?? [])])
  const known = await Promise.all([...concerned].map((id) => users.sender(widget_id, id)))
  const hiding = new Set(known.filter((user) => user.hides_receipts).map((user) => user.user_id))
  // hides only the receipts of a shadow-banned user: that user still sees those of others
  const isShadowed = known.some((user) => user.user_id === user_id && isShadowBanned(user))
  return ({ closedBy, peer_id } = NO_MEMBERSHIP) =>
    closedBy !== null || isShadowed || hiding.has(user_id) || (peer_id !== null && hiding.has(peer_id))
}

const NO_MEMBERSHIP = { closedBy: null, peer_id: null }
