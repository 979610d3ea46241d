import { sql } from 'kysely'
import type { NewEvent } from '../../../chat/ports.ts'
import { together } from '../../fair-queue/together.ts'
import { oneByOne } from '../write.ts'

interface OfWidget {
  widget_id: number
}

/** Begins or ends the log of a widget. A log that began keeps its numbers. */
export const keepEvents = oneByOne<OfWidget & { keep: boolean }, void>(async (db, { widget_id, keep }) => {
  if (keep) {
    await db
      .insertInto('event_head')
      .values({ widget_id, last_id: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    return
  }
  await db.deleteFrom('event_head').where('widget_id', '=', widget_id).execute()
  await db.deleteFrom('event_waiting').where('widget_id', '=', widget_id).execute()
  await db.deleteFrom('event').where('widget_id', '=', widget_id).execute()
})

/**
 * On PostgreSQL: gives waiting events their numbers. The lock comes before the statement that reads them, so the second
 * of two nodes sees the result of the first one. A reader that has seen a number has therefore seen all before it. If
 * the log was ended, waiting events are removed.
 */
export const numberEvents = oneByOne<OfWidget, void>(async (db, { widget_id }) => {
  const lock = sql`select 1 from event_head where widget_id = ${widget_id} for no key update`
  const number = sql`
    with waiting as (
      delete from event_waiting where widget_id = ${widget_id}
      returning place, type, room_id, user_id, at, data
    ),
    head as (
      update event_head set last_id = last_id + (select count(*) from waiting)
      where widget_id = ${widget_id} and exists (select from waiting)
      returning last_id - (select count(*) from waiting) as before
    )
    insert into event (widget_id, id, type, room_id, user_id, at, data)
    select ${widget_id}, before + row_number() over (order by place), type, room_id, user_id, at, data
    from waiting cross join head`
  await together(lock.execute(db), number.execute(db))
})

/** Logs its input: see `EVENTS_OF`. */
export const addEvent = oneByOne<OfWidget & { event: NewEvent; at: number }, void>(async () => undefined)

/** Events of one step. */
const MOST = 1_000

/**
 * Removes the oldest events that are from before that time. Events that notifications have not read stay: the notifier
 * reads whenever a server runs, so either no server ran, or its clock is wrong.
 * @returns true if there may be more
 */
export const forgetEvents = oneByOne<OfWidget & { before: number }, boolean>(async (db, { widget_id, before }) => {
  const oldest = await db
    .selectFrom('event')
    .select(['id', 'at'])
    .where('widget_id', '=', widget_id)
    .orderBy('id')
    .limit(MOST)
    .execute()
  const notifier = await db
    .selectFrom('notifier')
    .select('after_id')
    .where('widget_id', '=', widget_id)
    .executeTakeFirst()
  const read = notifier?.after_id ?? Number.MAX_SAFE_INTEGER
  const kept = oldest.findIndex(({ id, at }) => at >= before || id > read)
  const over = kept === -1 ? oldest : oldest.slice(0, kept)
  const last = over.at(-1)
  if (!last) return false
  await db.deleteFrom('event').where('widget_id', '=', widget_id).where('id', '<=', last.id).execute()
  return over.length === MOST
})
