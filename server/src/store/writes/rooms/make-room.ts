import { DEFAULT_ROOM_RIGHTS, type Message, ROOM_TYPE, type RoomRights } from '@imbachat/protocol'
import { storedRights } from '../../schema/rows.ts'
import { chunks } from '../../statements/chunks.ts'
import { oneByOne } from '../write.ts'
import { addNotices } from './notices.ts'
import { roomsLeft } from './rooms-left.ts'
import { takeRoomId } from './take-room-id.ts'

interface MakeRoom {
  widgetId: number
  pipe: string
  title: string | null
  isPublic: boolean
  ownerId: string | null
  userIds: string[]
  description?: string | null
  rights?: RoomRights
  byRequest?: boolean
  withNotice?: boolean
  /** rooms of one user; 0: no limit */
  mostRooms: number
  at: number
}

interface MadeRoom {
  roomId: number
  created: boolean
  isOwner: boolean
  notices: Message[]
}

/** No user has an empty id. */
const NOBODY = ''

/**
 * Creates the only group or channel of that name. Users who are in as many rooms as allowed are left out; if the owner
 * is, no room is created.
 */
export const makeRoom = oneByOne<MakeRoom, MadeRoom | { full: string }>(async (db, input) => {
  const { widgetId, pipe, ownerId, at } = input
  const found = await db
    .selectFrom('room')
    .leftJoin('member', (join) =>
      join
        .onRef('member.widget_id', '=', 'room.widget_id')
        .onRef('member.room_id', '=', 'room.id')
        .on('member.user_id', '=', ownerId ?? NOBODY),
    )
    .select(['room.id', 'member.role'])
    .where('room.widget_id', '=', widgetId)
    .where('room.pipe', '=', pipe)
    .executeTakeFirst()
  if (found) return { roomId: found.id, created: false, isOwner: found.role === 'owner', notices: [] }

  const wanted = [...new Set([...(ownerId === null ? [] : [ownerId]), ...input.userIds])]
  const left = await roomsLeft(
    db,
    wanted.map((userId) => ({ widgetId, userId })),
    input.mostRooms,
  )
  const userIds = wanted.filter((userId) => left.take({ widgetId, userId }))
  if (ownerId !== null && userIds[0] !== ownerId) return { full: ownerId }
  const roomId = await takeRoomId(db, widgetId)
  await db
    .insertInto('room')
    .values({
      widget_id: widgetId,
      id: roomId,
      type: ROOM_TYPE.conference,
      pipe,
      title: input.title,
      description: input.description || null,
      rights: storedRights(input.rights ?? DEFAULT_ROOM_RIGHTS),
      is_public: input.isPublic ? 1 : 0,
      by_request: input.byRequest && !input.isPublic ? 1 : 0,
      member_count: userIds.length,
      last_seq: 0,
      last_rev: 0,
      created_at: at,
      active_at: at,
    })
    .execute()
  const member = { widget_id: widgetId, room_id: roomId, delivered_seq: 0, read_seq: 0, joined_at: at }
  for (const chunk of chunks(userIds)) {
    await db
      .insertInto('member')
      .values(
        chunk.map((userId) => ({
          ...member,
          user_id: userId,
          state: 'joined' as const,
          role: userId === ownerId ? ('owner' as const) : ('member' as const),
        })),
      )
      .execute()
  }
  const numbers = { widgetId, roomId, lastSeq: 0, lastRev: 0, uncounted: 0, activeAt: at }
  const created = { kind: 'created' as const, user_ids: [], title: input.title ?? '' }
  const pending = input.withNotice && ownerId !== null ? [{ senderId: ownerId, notice: created, at }] : []
  return { roomId, created: true, isOwner: true, notices: await addNotices(db, numbers, pending) }
})
