import type { OwnItem } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { UserPrincipal } from '../principal.ts'
import { roomNotFound } from '../rooms/room-policy.ts'
import { fromRow, toRow } from './own-item.ts'

/** @param until milliseconds since 1970; null unmutes. @throws ChatError room_not_found */
export async function muteRoom(
  { store, bus }: Pick<ChatParts, 'store' | 'bus'>,
  { widgetId, userId }: UserPrincipal,
  { roomId, until }: { roomId: number; until: number | null },
): Promise<OwnItem> {
  const [membership] = await store.membershipsOf(widgetId, userId, [roomId])
  if (!membership) throw roomNotFound(roomId)
  const row = toRow({ kind: 'mute', room_id: roomId, until })
  const { item, changed } = await store.putOwnItem({ widgetId, userId, ...row })
  const own = fromRow(item)
  if (changed) bus.publish({ t: 'own', widgetId, userId, items: [own] })
  return own
}
