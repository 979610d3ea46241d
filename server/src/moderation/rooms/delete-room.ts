import { ChatError } from '@imbachat/protocol'
import type { TaskView } from '@imbachat/protocol/http/moderation/people'
import type { ModeratedRoomView } from '@imbachat/protocol/http/moderation/rooms'
import { type Kysely, sql } from 'kysely'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { publishJoinRequests } from '../../chat/rooms/joining/publish-join-requests.ts'
import { changeMembers } from '../../chat/rooms/members/change-members.ts'
import { fromStored } from '../../input/old-names.ts'
import type { Database } from '../../store/schema/schema.ts'
import { ROOM_TABLES } from '../../store/schema/tables.ts'
import { deleteTogether } from '../people/delete-messages.ts'
import { removeHeldOf } from '../people/held-of-person.ts'
import type { Step, StepDeps, TaskDeps, TaskRow } from '../task.ts'
import type { ModeratedRoomsDeps, OfRoom } from './rooms-deps.ts'

/** Files are counted up to here. */
const COUNTED = 100_000
/** Members of one step, messages that one looks at, and pictures of a room that one statement takes. */
const MEMBERS = 100
const LOOK_AT = 5_000
const PICTURES = 500

/** The payload of the task. */
export interface RoomToDelete {
  room_id: number
  title: string | null
  /** missing: it has none, or an older version began the task */
  pipe?: string
}

/** `seq`: messages up to here are deleted. */
type Place = { part: 'members' | 'messages' | 'rows'; seq: number } | { part: 'search' }

/** The data that deleting the room would destroy. */
export async function roomContents(
  readDb: Kysely<Database>,
  { widget_id, room_id }: OfRoom,
  { messages, member_count: members }: ModeratedRoomView,
): Promise<{ messages: number; files: number; members: number }> {
  const files = await readDb
    .selectFrom((eb) =>
      eb
        .selectFrom('attachment')
        .select('id')
        .where('widget_id', '=', widget_id)
        .where('room_id', '=', room_id)
        .limit(COUNTED)
        .as('files'),
    )
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirst()
  return { messages, files: Number(files?.count ?? 0), members }
}

/** Begins with the deletion. @throws ChatError invalid_field, conflict */
export async function deleteRoom(
  { readDb, tasks }: Pick<ModeratedRoomsDeps, 'readDb' | 'tasks'>,
  actor: DashboardPrincipal,
  { widget_id, room_id }: OfRoom,
  room: ModeratedRoomView,
  confirm: string,
): Promise<TaskView> {
  if (confirm.trim() !== (room.title ?? String(room_id)).trim()) {
    throw new ChatError('invalid_field', 'confirm must be the title of the room', { field: 'confirm' })
  }
  const row = await readDb
    .selectFrom('room')
    .select(['last_seq', 'pipe'])
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .executeTakeFirst()
  const payload: RoomToDelete = { room_id, title: room.title, ...(row?.pipe && { pipe: row.pipe }) }
  return tasks.begin(actor, { widget_id, kind: 'delete_room', user_id: null, payload, total: row?.last_seq ?? 0 })
}

/**
 * One step: first the room is closed, then all members leave, then the messages are deleted as a moderator deletes
 * them, so that clients and files follow, then the rows are removed, and the words in the search index last. Requests
 * that were running when the room closed may still add a member or a message: the step handles them again, so no row is
 * removed before its event.
 */
export async function deleteRoomStep(deps: StepDeps, row: TaskRow): Promise<Step<Place>> {
  const { room_id, pipe } = fromStored<RoomToDelete>(row.payload)
  const room = { widget_id: row.widget_id, room_id }
  const place = row.place === null ? null : (JSON.parse(row.place) as Place)
  if (place === null) {
    await close(deps, room)
    return step({ part: 'members', seq: 0 })
  }
  switch (place.part) {
    case 'members':
      if (await removeMembers(deps, room)) return step(place)
      // all members are gone, so nobody can write more of them
      await removeHeldOf(deps, room)
      return step({ ...place, part: 'messages' })
    case 'messages':
      return deleteMessages(deps, room, place.seq)
    case 'rows':
      return step(await deleteRows(deps, room, place.seq))
    case 'search':
      await deps.chat.search.erase(room.widget_id, room_id)
      await deps.chat.store.addEvent({
        widget_id: row.widget_id,
        event: { type: 'room.deleted', room_id, user_id: null, data: { room_id, ...(pipe !== undefined && { pipe }) } },
      })
      return step(null)
  }
}

const step = (place: Place | null): Step<Place> => ({ place, looked: 0, changed: 0 })

async function close({ chat, control }: TaskDeps, room: OfRoom): Promise<void> {
  const { widget_id, room_id } = room
  const outcome = await chat.store.moderateRoom({ ...room, is_public: false, archived: true })
  if (outcome.kind === 'done' && outcome.changed) chat.bus.publish({ t: 'room-info', ...room, info: outcome.room })
  await control.deleteFrom('invite').where('widget_id', '=', widget_id).where('room_id', '=', room_id).execute()
}

/** Ends the requests of users who ask to join, on their devices too. */
async function endRequests({ chat, readDb }: TaskDeps, room: OfRoom): Promise<void> {
  const { widget_id, room_id } = room
  const asking = await readDb
    .selectFrom('join_request')
    .select('user_id')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('declined_until', 'is', null)
    .limit(MEMBERS)
    .execute()
  if (asking.length === 0) return
  const user_ids = asking.map(({ user_id }) => user_id)
  const cancelled = await chat.store.changeJoinRequests({ act: 'cancel', widget_id, room_id, user_ids })
  if (cancelled.kind === 'done') await publishJoinRequests(chat, room, cancelled.items)
}

/** @returns true if more may be left */
async function removeMembers(deps: TaskDeps, room: OfRoom): Promise<boolean> {
  const { chat } = deps
  await endRequests(deps, room)
  const { members } = await chat.store.membersOf(room.widget_id, room.room_id, { cursor: null, limit: MEMBERS })
  const user_ids = members.map(({ user_id }) => user_id)
  if (user_ids.length === 0) return false
  await changeMembers(chat, { ...room, by: null, siteAdmin: true, act: 'remove', user_ids, quiet: true }, true)
  return true
}

async function deleteMessages(deps: StepDeps, room: OfRoom, after: number): Promise<Step<Place>> {
  const { widget_id, room_id } = room
  const { readDb, sizes } = deps
  const most = sizes.delete.now()
  const head = await readDb
    .selectFrom('room')
    .select('last_seq')
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .executeTakeFirst()
  const last_seq = head?.last_seq ?? 0
  if (after >= last_seq) return step({ part: 'rows', seq: after })
  const upTo = Math.min(last_seq, after + LOOK_AT)
  const found = await readDb
    .selectFrom('message')
    .select('seq')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .where('deleted_at', 'is', null)
    .where('system', 'is', null)
    .orderBy('seq')
    .limit(most)
    .execute()
  await deleteTogether(
    deps,
    found.map(({ seq }) => ({ ...room, seq })),
  )
  const seq = found.length === most ? (found.at(-1)?.seq ?? upTo) : upTo
  return {
    place: { part: 'messages', seq },
    looked: seq - after,
    changed: found.length,
    onlyLooked: found.length === 0,
  }
}

/**
 * Removes some rows; the room's own last, in one statement with the check that nobody came in and nothing was written
 * meanwhile: each of these changes the room's row.
 */
async function deleteRows(
  { control, readDb, clock, sizes }: StepDeps,
  { widget_id, room_id }: OfRoom,
  seq: number,
): Promise<Place> {
  // the messages' files are gone with them: the room's picture is left
  const pictures = await readDb
    .selectFrom('attachment')
    .select('blob_id')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '<=', seq)
    .limit(PICTURES)
    .execute()
  if (pictures.length > 0) {
    await control
      .updateTable('blob')
      .set({ unused_since: clock.now() })
      .where('widget_id', '=', widget_id)
      .where(
        'id',
        'in',
        pictures.map(({ blob_id }) => blob_id),
      )
      .execute()
  }
  for (const { name: table, key, only } of ROOM_TABLES) {
    const columns = sql.join(key.map((column) => sql.ref(column)))
    // rows whose deletion needs an event stay until then
    const mayGo = only === null ? sql`1 = 1` : only === 'seq' ? sql`seq <= ${seq}` : sql.raw(only)
    const isHere = sql`widget_id = ${widget_id} and room_id = ${room_id} and ${mayGo}`
    const some = sql`select ${columns} from ${sql.table(table)} where ${isHere} limit ${sizes.remove.now()}`
    const removed = await sizes.remove.run(async () => {
      const { numAffectedRows = 0n } =
        await sql`delete from ${sql.table(table)} where ${isHere} and (${columns}) in (${some})`.execute(control)
      return Number(numAffectedRows)
    })
    if (removed > 0) return { part: 'rows', seq }
  }
  await control
    .updateTable('upload')
    .set({ expires_at: 0 })
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .execute()
  const room = control.deleteFrom('room').where('widget_id', '=', widget_id).where('id', '=', room_id)
  const gone = await room
    .where('last_seq', '<=', seq)
    .where('member_count', '=', 0)
    .where('join_requests', '=', 0)
    .executeTakeFirst()
  if (gone.numDeletedRows > 0n) return { part: 'search' }
  const left = await control
    .selectFrom('room')
    .select('id')
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .executeTakeFirst()
  // no room is left if the server died after it had removed the row
  return left ? { part: 'members', seq } : { part: 'search' }
}
