import type { Kysely } from 'kysely'
import type { Database } from '../schema/schema.ts'
import { forRows } from '../statements/row-statements.ts'

/** Mentions that one page of rooms reads at most. */
const MOST_READ = 5_000

/** Messages of these rooms after `after` that mention the user, by room, in order. */
export async function mentionsOf(
  db: Kysely<Database>,
  widget_id: number,
  user_id: string,
  rooms: readonly { room_id: number; after: number }[],
): Promise<Map<number, number[]>> {
  const rows = await forRows(
    db,
    'mentions',
    { widget_id: 'integer', room_id: 'bigint', user_id: 'text', reader: 'text', after: 'bigint' },
    rooms.flatMap(({ room_id, after }) =>
      // '': of all members
      [user_id, ''].map((called) => ({ widget_id, room_id, user_id: called, reader: user_id, after })),
    ),
    (wanted) =>
      db
        .with('wanted(widget_id, room_id, user_id, reader, after)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('mention as m')
        .whereRef('m.widget_id', '=', 'wanted.widget_id')
        .whereRef('m.room_id', '=', 'wanted.room_id')
        .whereRef('m.user_id', '=', 'wanted.user_id')
        .whereRef('m.seq', '>', 'wanted.after')
        .whereRef('m.sender_id', '!=', 'wanted.reader')
        .select(['m.room_id', 'm.seq'])
        .limit(MOST_READ),
  )
  const byRoom = Map.groupBy(rows, (row) => row.room_id)
  return new Map([...byRoom].map(([room_id, found]) => [room_id, inOrder(found)]))
}

/** A message may call the user by name and with all others. */
const inOrder = (found: readonly { seq: number }[]) =>
  [...new Set(found.map(({ seq }) => seq))].sort((one, other) => one - other)
