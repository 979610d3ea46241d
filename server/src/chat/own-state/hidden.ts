import type { ChatStore } from '../ports.ts'
import { hiddenOf, markKey } from './own-item.ts'

/** Tells which messages of these rooms the user has deleted for themself. */
export async function isHidden(
  store: Pick<ChatStore, 'ownItemsAt'>,
  { widgetId, userId }: { widgetId: number; userId: string },
  roomIds: readonly number[],
): Promise<(roomId: number, seq: number) => boolean> {
  const keys = [...new Set(roomIds)].map((roomId) => markKey('hidden', roomId))
  const rows = await store.ownItemsAt(widgetId, userId, keys)
  const ranges = new Map(rows.map(({ key, value }) => [key, hiddenOf(value)]))
  return (roomId, seq) => ranges.get(markKey('hidden', roomId))?.some(([from, to]) => from <= seq && seq <= to) ?? false
}
