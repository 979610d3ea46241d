import { isShadowBanned } from '../../moderation/restrictions/standing.ts'
import type { ChatDeps } from '../chat-deps.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomNotFound } from '../rooms/room-policy.ts'

/** Resolves when the watermarks are committed. @throws ChatError room_not_found naming the entry; then none moves */
export async function updateReceipts(
  { store, users, receipts }: Pick<ChatDeps, 'store' | 'users' | 'receipts'>,
  { widgetId, userId }: UserPrincipal,
  moves: readonly { roomId: number; deliveredSeq: number; readSeq: number }[],
): Promise<void> {
  const memberships = await store.membershipsOf(
    widgetId,
    userId,
    moves.map((move) => move.roomId),
  )
  const mine = new Map(memberships.map((membership) => [membership.roomId, membership]))
  moves.forEach(({ roomId }, index) => {
    if (!mine.has(roomId)) throw roomNotFound(roomId, `rooms.${index}.room_id`)
  })
  const concerned = new Set([userId, ...memberships.flatMap(({ peerId }) => peerId ?? [])])
  const known = await Promise.all([...concerned].map((id) => users.sender(widgetId, id)))
  const hiding = new Set(known.filter((user) => user.hidesReceipts).map((user) => user.userId))
  // hides only what a shadow-banned user has read: that user still sees what others have read
  const isShadowed = known.some((user) => user.userId === userId && isShadowBanned(user))
  const hidden = (roomId: number) => {
    const { blocked = false, peerId = null } = mine.get(roomId) ?? {}
    return blocked || isShadowed || hiding.has(userId) || (peerId !== null && hiding.has(peerId))
  }
  await receipts.move(
    widgetId,
    moves.map((move) => ({ userId, ...move, hidden: hidden(move.roomId) })),
  )
}
