import type { MemberRole, Notice } from '@imbachat/protocol'
import { ROOM_TYPE } from '@imbachat/protocol/site'
import { type Kysely, type SqlBool, sql } from 'kysely'
import type { ChangeRole, EditRoom, EditRoomOutcome, RoleOutcome } from '../../../chat/ports.ts'
import { refusalOf } from '../../../chat/rooms/rights.ts'
import { closedBy, isArchived } from '../../../chat/rooms/room-block.ts'
import { silencedAmong } from '../../reads/bots.ts'
import { storedRights, toPicture, toRights } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { addNotices, type NewNotice } from './notices.ts'
import { newPicture, replacePicture } from './room-picture.ts'

/** Changes the title, description, picture and rights of a group or channel, and how users find and join it. */
export const editRoom = oneByOne<EditRoom & { at: number }, EditRoomOutcome>(async (db, input) => {
  const { widget_id, room_id, by, at } = input
  const found = await roomFor(db, 'manage', input)
  if (typeof found === 'string') return { kind: 'refused', reason: found }
  const before = {
    title: found.title,
    description: found.description,
    is_public: found.is_public !== 0,
    by_request: found.by_request !== 0,
    picture: toPicture(found.picture),
    rights: toRights(found.rights),
  }
  const picture = await newPicture(db, input)
  if (typeof picture === 'string') return { kind: 'refused', reason: picture }
  const room = {
    title: input.title ?? before.title,
    description: (input.description ?? before.description) || null,
    ...joining(input, before),
    picture: picture === undefined ? before.picture : (picture?.shown ?? null),
    rights: { ...before.rights, ...input.rights },
    frozen: found.blocked !== 0,
    archived: isArchived(found.blocked),
  }
  const rights = storedRights(room.rights)
  const hasNewTitle = room.title !== before.title
  const hasNewDescription = room.description !== before.description
  const hasNewPicture = room.picture?.file_id !== before.picture?.file_id
  const hasNewLook = hasNewTitle || hasNewDescription || hasNewPicture
  // all members see it, so it would be a way to write where nobody may
  if (room.frozen && hasNewLook) return { kind: 'refused', reason: 'frozen' }
  const changed =
    hasNewLook ||
    room.is_public !== before.is_public ||
    room.by_request !== before.by_request ||
    rights !== storedRights(before.rights)
  if (!changed) return { kind: 'done', changed, notices: [], room }
  await db
    .updateTable('room')
    .set({
      title: room.title,
      description: room.description,
      is_public: room.is_public ? 1 : 0,
      by_request: room.by_request ? 1 : 0,
      picture: room.picture && JSON.stringify(room.picture),
      rights,
    })
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .execute()
  if (hasNewPicture) await replacePicture(db, input, picture ?? null)
  const pending: NewNotice[] = []
  if (hasNewTitle) pending.push({ sender_id: by, notice: { kind: 'title', user_ids: [], title: room.title ?? '' }, at })
  if (hasNewDescription) pending.push({ sender_id: by, notice: { kind: 'description', user_ids: [] }, at })
  // the first picture of a new room needs no notice
  if (hasNewPicture && found.last_seq > 1)
    pending.push({ sender_id: by, notice: { kind: 'picture', user_ids: [] }, at })
  return { kind: 'done', changed, notices: await addNotices(db, numbersOf(found, input), pending), room }
})

/** Nobody has to ask for entry to a public room, so the setting that is changed last decides both. */
function joining(input: EditRoom, before: { is_public: boolean; by_request: boolean }) {
  const is_public = input.is_public ?? (input.by_request ? false : before.is_public)
  return { is_public, by_request: !is_public && (input.by_request ?? before.by_request) }
}

/** Makes a member an admin or a member again, or passes the room on. */
export const changeRole = oneByOne<ChangeRole & { at: number }, RoleOutcome>(async (db, input) => {
  const { widget_id, room_id, by, siteAdmin, user_id, role, at } = input
  const found = by === null ? await roomOf(db, input) : await roomFor(db, 'give_roles', { ...input, by })
  if (typeof found === 'string') return { kind: 'refused', reason: found }
  const mayAll = siteAdmin || by === null
  const target = await db
    .selectFrom('member')
    .select('role')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', user_id)
    .where('state', '=', 'joined')
    .executeTakeFirst()
  if (!target) return { kind: 'refused', reason: 'user_unknown' }
  if (target.role === role) return { kind: 'done', changed: [], notices: [] }
  if (target.role === 'owner' && !mayAll) return { kind: 'refused', reason: 'forbidden' }
  const before = role === 'owner' ? await ownersOf(db, input) : []
  for (const owner of before) await putRole(db, input, owner, 'admin')
  await putRole(db, input, user_id, role)
  if (by === null) return { kind: 'done', changed: [...before, user_id], notices: [] }
  const user_ids = [user_id]
  const notice: Notice = role === 'owner' ? { kind: role, user_ids } : { kind: 'role', user_ids, role }
  const notices = await addNotices(db, numbersOf(found, input), [{ sender_id: by, notice, at }])
  return { kind: 'done', changed: [...before, user_id], notices }
})

interface OfRoom {
  widget_id: number
  room_id: number
}

/** The room, for a user who may do this in it. A bot may not while people answer. */
export async function roomFor(
  db: Kysely<Database>,
  act: 'manage' | 'give_roles',
  { widget_id, room_id, by, siteAdmin }: OfRoom & { by: string; siteAdmin: boolean },
) {
  const row = await db
    .selectFrom('room as r')
    .innerJoin('member as m', (join) => join.onRef('m.widget_id', '=', 'r.widget_id').onRef('m.room_id', '=', 'r.id'))
    .select([
      'r.type',
      'r.title',
      'r.description',
      'r.is_public',
      'r.by_request',
      'r.picture',
      'r.rights',
      'r.last_seq',
      'r.last_rev',
    ])
    .select(['r.uncounted', 'r.active_at', 'r.blocked', 'r.handover', 'm.state', 'm.role'])
    .where('r.widget_id', '=', widget_id)
    .where('r.id', '=', room_id)
    .where('m.user_id', '=', by)
    .executeTakeFirst()
  if (!row) return 'room_not_found'
  const { type, state, role, blocked, rights } = row
  const standing = { type, state, role, closedBy: closedBy(type, blocked), rights: toRights(rights), siteAdmin }
  const refusal = refusalOf(act, standing)
  if (refusal) return refusal
  return (await silencedAmong(db, widget_id, [by], row.handover)).has(by) ? 'handed_over' : row
}

/** The same for a moderator, who need not be in it. */
async function roomOf(db: Kysely<Database>, { widget_id, room_id }: OfRoom) {
  const row = await db
    .selectFrom('room')
    .select(['type', 'last_seq', 'last_rev', 'uncounted', 'active_at'])
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .executeTakeFirst()
  return row === undefined || row.type === ROOM_TYPE.dialog ? 'room_not_found' : row
}

type Found = Exclude<Awaited<ReturnType<typeof roomFor>>, string>

const numbersOf = (
  found: Pick<Found, 'last_seq' | 'last_rev' | 'uncounted' | 'active_at'>,
  { widget_id, room_id }: OfRoom,
) => ({
  widget_id,
  room_id,
  last_seq: found.last_seq,
  last_rev: found.last_rev,
  uncounted: found.uncounted,
  active_at: found.active_at,
})

async function ownersOf(db: Kysely<Database>, { widget_id, room_id }: OfRoom): Promise<string[]> {
  const rows = await db
    .selectFrom('member')
    .select('user_id')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    // literal values, as the index `member_manager` has them
    .where(sql<SqlBool>`state = 'joined' and role <> 'member' and role = 'owner'`)
    .execute()
  return rows.map((row) => row.user_id)
}

/** Gives a member another role. */
export async function putRole(
  db: Kysely<Database>,
  { widget_id, room_id }: OfRoom,
  user_id: string,
  role: MemberRole,
): Promise<void> {
  await db
    .updateTable('member')
    .set({ role })
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', user_id)
    .execute()
}
