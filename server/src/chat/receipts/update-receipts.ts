import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomNotFound } from '../rooms/room-policy.ts'

/** Resolves when the watermarks are committed. @throws ChatError room_not_found naming the entry; then none moves */
export async function updateReceipts(
  { store, receipts }: Pick<ChatParts, 'store' | 'receipts'>,
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
  await receipts.move(
    widgetId,
    moves.map((move) => ({ userId, ...move, hidden: mine.get(move.roomId)?.blocked ?? false })),
  )
}
