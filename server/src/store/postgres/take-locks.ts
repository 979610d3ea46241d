import { type Kysely, sql } from 'kysely'
import type { Database } from '../schema.ts'
import type { Locks } from './placement.ts'

/** See `Locks` for the order. What is not there is not locked: its writes find nothing to change either. */
export async function takeLocks(db: Kysely<Database>, { widgets, rooms, dialogs, pipes }: Locks): Promise<void> {
  if (widgets.length > 0) {
    const ids = [...new Set(widgets)]
    await sql`select 1 from widget where id = any(${ids}::integer[]) order by id for no key update`.execute(db)
  }
  if (rooms.length === 0 && dialogs.length === 0 && pipes.length === 0) return
  const distinct = [...new Map(rooms.map((room) => [`${room.widgetId}/${room.roomId}`, room])).values()]
  await sql`
    select 1 from room
    where (widget_id, id) in (
      select * from unnest(
        ${distinct.map((room) => room.widgetId)}::integer[], ${distinct.map((room) => room.roomId)}::bigint[])
      union all
      select r.widget_id, r.id
      from unnest(
        ${dialogs.map((dialog) => dialog.widgetId)}::integer[], ${dialogs.map((dialog) => dialog.key)}::text[]
      ) as d (widget_id, key)
      join room r on r.widget_id = d.widget_id and r.dialog_key = d.key
      union all
      select r.widget_id, r.id
      from unnest(
        ${pipes.map((named) => named.widgetId)}::integer[], ${pipes.map((named) => named.pipe)}::text[]
      ) as p (widget_id, pipe)
      join room r on r.widget_id = p.widget_id and r.pipe = p.pipe)
    order by widget_id, id
    for no key update`.execute(db)
}
