import type { Message, RoomRights } from '@imbachat/protocol'
import { DEFAULT_ROOM_RIGHTS } from '@imbachat/protocol/rooms/room-rights'
import { ROOM_TYPE } from '@imbachat/protocol/site'
import { storedRights } from '../../schema/rows.ts'
import { chunks } from '../../statements/chunks.ts'
import { oneByOne } from '../write.ts'
import { addNotices } from './notices.ts'
import { roomsLeft } from './rooms-left.ts'
import { takeRoomId } from './take-room-id.ts'

interface MakeRoom {
  widget_id: number
  pipe: string
  title: string | null
  is_public: boolean
  ownerId: string | null
  user_ids: string[]
  description?: string | null
  rights?: RoomRights
  by_request?: boolean
  withNotice?: boolean
  /** a user opens it by its name, as the first one: it takes no history of another chat */
  byUser?: boolean
  created_at?: number
  at: number
}

interface MadeRoom {
  room_id: number
  created: boolean
  /** a user opened it as the first one */
  byUser: boolean
  isOwner: boolean
  /** who is in the room that was created */
  user_ids: string[]
  notices: Message[]
}

/** `imported_seq` of a room that takes none: not even one without messages looks as if all of them were imported. */
const NO_HISTORY = -1

/** No user has an empty id. */
const NOBODY = ''

/**
 * Creates the only group or channel of that name. Users who are in as many rooms as allowed are left out; if the owner
 * is, no room is created.
 */
export const makeRoom = oneByOne<MakeRoom, MadeRoom | { full: string }>(async (db, input, limits) => {
  const { widget_id, pipe, ownerId, created_at: at = input.at } = input
  const found = await db
    .selectFrom('room')
    .leftJoin('member', (join) =>
      join
        .onRef('member.widget_id', '=', 'room.widget_id')
        .onRef('member.room_id', '=', 'room.id')
        .on('member.user_id', '=', ownerId ?? NOBODY),
    )
    .select(['room.id', 'room.imported_seq', 'member.role'])
    .where('room.widget_id', '=', widget_id)
    .where('room.pipe', '=', pipe)
    .executeTakeFirst()
  if (found) {
    const byUser = Number(found.imported_seq) === NO_HISTORY
    return { room_id: found.id, created: false, byUser, isOwner: found.role === 'owner', user_ids: [], notices: [] }
  }

  const wanted = [...new Set([...(ownerId === null ? [] : [ownerId]), ...input.user_ids])]
  const left = await roomsLeft(
    db,
    wanted.map((user_id) => ({ widget_id, user_id })),
    limits.ROOMS_PER_USER,
  )
  const user_ids = wanted.filter((user_id) => left.take({ widget_id, user_id }))
  if (ownerId !== null && user_ids[0] !== ownerId) return { full: ownerId }
  const room_id = await takeRoomId(db, widget_id)
  await db
    .insertInto('room')
    .values({
      widget_id,
      id: room_id,
      type: ROOM_TYPE.conference,
      pipe,
      title: input.title,
      description: input.description || null,
      rights: storedRights(input.rights ?? DEFAULT_ROOM_RIGHTS),
      is_public: input.is_public ? 1 : 0,
      by_request: input.by_request && !input.is_public ? 1 : 0,
      member_count: user_ids.length,
      last_seq: 0,
      ...(input.byUser && { imported_seq: NO_HISTORY }),
      last_rev: 0,
      created_at: at,
      active_at: at,
    })
    .execute()
  const member = { widget_id, room_id, delivered_seq: 0, read_seq: 0, joined_at: at }
  for (const chunk of chunks(user_ids)) {
    await db
      .insertInto('member')
      .values(
        chunk.map((user_id) => ({
          ...member,
          user_id,
          state: 'joined' as const,
          role: user_id === ownerId ? ('owner' as const) : ('member' as const),
        })),
      )
      .execute()
  }
  const numbers = { widget_id, room_id, last_seq: 0, last_rev: 0, uncounted: 0, active_at: at }
  const created = { kind: 'created' as const, user_ids: [], title: input.title ?? '' }
  const pending = input.withNotice && ownerId !== null ? [{ sender_id: ownerId, notice: created, at }] : []
  const notices = await addNotices(db, numbers, pending)
  return { room_id, created: true, byUser: input.byUser === true, isOwner: true, user_ids, notices }
})
