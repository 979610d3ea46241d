import type { OwnItem } from '@imbachat/protocol'
import type { ChatDeps } from '../../chat-deps.ts'
import { fromRow } from '../../own-state/own-item.ts'
import type { UserItem } from '../../ports.ts'

/** Managers that are notified of a room's requests; the others get them with their next list of rooms. */
export const MOST_TOLD = 100

/** Sends each user their own item, and the room's managers how many requests there are. */
export async function publishJoinRequests(
  { store, bus }: Pick<ChatDeps, 'store' | 'bus'>,
  { widget_id, room_id }: { widget_id: number; room_id: number },
  items: readonly UserItem[],
): Promise<OwnItem[]> {
  if (items.length === 0) return []
  const own = items.map(({ item }) => fromRow(item))
  items.forEach(({ user_id }, i) => {
    const item = own[i]
    if (item) bus.publish({ t: 'own', widget_id, user_id, items: [item] })
  })
  const managers = await store.managersOf(widget_id, room_id, MOST_TOLD)
  bus.publish({ t: 'room', widget_id, room_id, user_ids: managers.map(({ user_id }) => user_id) })
  return own
}
