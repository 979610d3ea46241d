import type { Kysely } from 'kysely'
import { jobTime } from './due-jobs.ts'
import type { Database } from './schema/schema.ts'
import { prepared } from './statements/prepared.ts'

/** Calls of one look. */
const MOST = 500

export interface DueCall {
  widget_id: number
  room_id: number
  call_id: string
}

/**
 * Removes the oldest calls that ended before that time; their entries in the rooms stay.
 * @returns true if more may be left
 */
export async function forgetCalls(control: Kysely<Database>, before: number): Promise<boolean> {
  const old = control
    .selectFrom('call')
    .select(['widget_id', 'id'])
    .where('ended_at', '<', before)
    .orderBy('ended_at')
    .limit(MOST)
  const found = await old.execute()
  for (const [widget_id, rows] of Map.groupBy(found, (row) => row.widget_id)) {
    const ids = rows.map(({ id }) => id)
    await control.deleteFrom('call_member').where('widget_id', '=', widget_id).where('call_id', 'in', ids).execute()
    await control.deleteFrom('call').where('widget_id', '=', widget_id).where('id', 'in', ids).execute()
  }
  return found.length === MOST
}

/** Calls of all widgets that time may end. @param at the time of a database of one node */
export const dueCalls = (db: Kysely<Database>, at: number): Promise<readonly DueCall[]> => callsDueAt(db, { at })

/** True if a call of any widget has not ended. */
export const anyCall = async (db: Kysely<Database>): Promise<boolean> => (await oneCall(db, {})).length > 0

const oneCall = prepared((db, _: Record<string, never>) =>
  db.selectFrom('call').select('id').where('due_at', 'is not', null).limit(1),
)

const callsDueAt = prepared((db, { at }: { at: number }) =>
  db
    .selectFrom('call')
    .select(['widget_id', 'room_id', 'id as call_id'])
    .where('due_at', '<=', jobTime(db, at))
    .orderBy('due_at')
    .limit(MOST),
)
