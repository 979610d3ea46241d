import { ROOM_TYPE } from '@imbachat/protocol'
import { CompiledQuery, type Kysely, sql } from 'kysely'
import { NOTHING, together } from '../../fair-queue/together.ts'
import type { Database } from '../../schema/schema.ts'
import { runCompiled } from '../../statements/run-compiled.ts'
import type { Locks } from '../../writes/index.ts'
import { arrayText } from '../arrays-table.ts'

/**
 * See `Locks` for the order. The statements are sent at once and run one after the other. A missing row is not locked,
 * and the write then finds nothing to change.
 */
export async function takeLocks(
  db: Kysely<Database>,
  { widgets, rooms, dialogs, pairs, pipes, owners, counted }: Locks,
): Promise<void> {
  const distinct = [...new Map(rooms.map((room) => [`${room.widget_id}/${room.room_id}`, room])).values()]
  const others = widgets.length + dialogs.length + pairs.length + pipes.length + owners.length + counted.length
  // most batches are messages
  if (others === 0) return distinct.length === 0 ? NOTHING : void (await runCompiled(db, lockRoomsById(distinct)))
  const ids = [...new Set(widgets)]
  const lockWidgets = sql`select 1 from widget where id = any(${ids}::integer[]) order by id for no key update`
  const named = [
    ...(distinct.length > 0 ? [roomsById(distinct)] : []),
    ...(dialogs.length > 0 ? [roomsByDialog(dialogs)] : []),
    ...(pairs.length > 0 ? [roomsByPair(pairs)] : []),
    ...(pipes.length > 0 ? [roomsByPipe(pipes)] : []),
  ]
  const lockRooms = sql`
    select 1 from room
    where (widget_id, id) in (${sql.join(named, sql` union all `)})
    order by widget_id, id
    for no key update`
  await together(
    ids.length > 0 ? runCompiled(db, lockWidgets.compile(db)) : NOTHING,
    named.length > 0 ? runCompiled(db, lockRooms.compile(db)) : NOTHING,
    owners.length > 0 ? runCompiled(db, lockOwners(owners).compile(db)) : NOTHING,
    counted.length > 0 ? runCompiled(db, lockCounted(counted).compile(db)) : NOTHING,
  )
}

/** Its text is always the same: making it costs more than sending it. */
const lockRoomsById = (rooms: Locks['rooms']) =>
  CompiledQuery.raw(LOCK_ROOMS, [
    arrayText(
      rooms.map((room) => room.widget_id),
      'integer',
    ),
    arrayText(
      rooms.map((room) => room.room_id),
      'bigint',
    ),
  ])

const LOCK_ROOMS = `
  select 1 from room
  where (widget_id, id) in (select * from unnest($1::integer[], $2::bigint[]))
  order by widget_id, id
  for no key update`

const lockOwners = (owners: Locks['owners']) => sql`
  select 1 from own_state
  where (widget_id, user_id) in (
    select * from unnest(
      ${owners.map((owner) => owner.widget_id)}::integer[], ${owners.map((owner) => owner.user_id)}::text[]))
  order by widget_id, user_id
  for no key update`

/**
 * Locks a hash of the user's id, since the user may have no row yet. Two users with the same hash wait for each other,
 * which is harmless.
 */
const lockCounted = (counted: Locks['counted']) => sql`
  select pg_advisory_xact_lock(key) from (
    select distinct hashtextextended(widget_id || '/' || user_id, 0) as key
    from unnest(
      ${counted.map((user) => user.widget_id)}::integer[], ${counted.map((user) => user.user_id)}::text[]
    ) as counted (widget_id, user_id)
    order by key
  ) as keys`

/**
 * Each part is there only if the batch needs it: most batches have only messages, and PostgreSQL plans and runs even a
 * part that finds nothing.
 */
const roomsById = (rooms: Locks['rooms']) => sql`
  select * from unnest(
    ${rooms.map((room) => room.widget_id)}::integer[], ${rooms.map((room) => room.room_id)}::bigint[])`

const roomsByDialog = (dialogs: Locks['dialogs']) => sql`
  select r.widget_id, r.id
  from unnest(
    ${dialogs.map((dialog) => dialog.widget_id)}::integer[], ${dialogs.map((dialog) => dialog.key)}::text[]
  ) as d (widget_id, key)
  join room r on r.widget_id = d.widget_id and r.dialog_key = d.key`

const roomsByPair = (pairs: Locks['pairs']) => sql`
  select r.widget_id, r.id
  from unnest(
    ${pairs.map((pair) => pair.widget_id)}::integer[],
    ${pairs.map((pair) => pair.user_id)}::text[],
    ${pairs.map((pair) => pair.peer_id)}::text[]
  ) as p (widget_id, user_id, peer_id)
  join member me on me.widget_id = p.widget_id and me.user_id = p.user_id
  join member peer on peer.widget_id = me.widget_id and peer.room_id = me.room_id and peer.user_id = p.peer_id
  join room r on r.widget_id = me.widget_id and r.id = me.room_id and r.type = ${sql.lit(ROOM_TYPE.dialog)}`

const roomsByPipe = (pipes: Locks['pipes']) => sql`
  select r.widget_id, r.id
  from unnest(
    ${pipes.map((named) => named.widget_id)}::integer[], ${pipes.map((named) => named.pipe)}::text[]
  ) as p (widget_id, pipe)
  join room r on r.widget_id = p.widget_id and r.pipe = p.pipe`
