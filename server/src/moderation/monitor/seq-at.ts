import type { Kysely } from 'kysely'
import type { Database } from '../../store/schema/schema.ts'

interface Place {
  seq: number
  /** messages up to there that don't count as unread, such as notices */
  uncounted: number
}

/** The room's last message until a moment, found by halves: no index has messages by time. */
export async function lastMessageAt(
  readDb: Kysely<Database>,
  { widget_id, room_id, last_seq }: { widget_id: number; room_id: number; last_seq: number },
  until: number,
): Promise<Place> {
  let [low, high] = [0, last_seq]
  let found: Place = { seq: 0, uncounted: 0 }
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    const row = await readDb
      .selectFrom('message')
      .select(['seq', 'uncounted', 'created_at'])
      .where('widget_id', '=', widget_id)
      .where('room_id', '=', room_id)
      .where('seq', '=', middle)
      .executeTakeFirst()
    if ((row?.created_at ?? 0) <= until) {
      low = middle
      found = { seq: middle, uncounted: row?.uncounted ?? found.uncounted }
    } else high = middle - 1
  }
  return found
}
