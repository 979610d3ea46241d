import type { ChatStore } from '../ports.ts'
import { hiddenOf, markKey } from './own-item.ts'

/** @returns a function that is true for messages of these rooms that the user has deleted for themself */
export async function isHidden(
  store: Pick<ChatStore, 'ownItemsAt'>,
  { widget_id, user_id }: { widget_id: number; user_id: string },
  room_ids: readonly number[],
): Promise<(room_id: number, seq: number) => boolean> {
  const keys = [...new Set(room_ids)].map((room_id) => markKey('hidden', room_id))
  const rows = await store.ownItemsAt(widget_id, user_id, keys)
  const ranges = new Map(rows.map(({ key, value }) => [key, hiddenOf(value)]))
  return (room_id, seq) =>
    ranges.get(markKey('hidden', room_id))?.some(([from, to]) => from <= seq && seq <= to) ?? false
}
