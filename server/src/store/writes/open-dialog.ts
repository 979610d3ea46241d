import { ROOM_TYPE } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import { dialogKey } from '../rows.ts'
import type { Database } from '../schema.ts'
import { acceptDialog } from './accept-dialog.ts'
import { roomsLeft } from './rooms-left.ts'
import { takeRoomId } from './take-room-id.ts'
import { oneByOne } from './write.ts'

interface OpenDialog {
  widgetId: number
  userId: string
  peerId: string
  needAccess: boolean
  /** rooms of one user; 0: no limit */
  mostRooms: number
  at: number
}

interface OpenedDialog {
  roomId: number
  created: boolean
  membersChanged: boolean
}

export const openDialog = oneByOne<OpenDialog, OpenedDialog | { full: string }>(async (db, input) => {
  const key = dialogKey(input.userId, input.peerId)
  const found = await db
    .selectFrom('room')
    .innerJoin('member', (join) =>
      join.onRef('member.widget_id', '=', 'room.widget_id').onRef('member.room_id', '=', 'room.id'),
    )
    .select(['room.id', 'member.state'])
    .where('room.widget_id', '=', input.widgetId)
    .where('room.dialog_key', '=', key)
    .where('member.user_id', '=', input.userId)
    .executeTakeFirst()
  const { widgetId, userId, peerId, mostRooms } = input
  const takers = found ? (found.state === 'left' ? [userId] : []) : [userId, peerId]
  const users = takers.map((taker) => ({ widgetId, userId: taker }))
  const left = await roomsLeft(db, users, mostRooms)
  const full = users.find((user) => !left.take(user))
  if (full) return { full: full.userId }
  if (!found) return { roomId: await makeDialog(db, input, key), created: true, membersChanged: true }
  const accepts = found.state === 'invited' || found.state === 'left'
  if (accepts) await acceptDialog(db, input.widgetId, found.id)
  return { roomId: found.id, created: false, membersChanged: accepts }
})

async function makeDialog(db: Kysely<Database>, input: OpenDialog, key: string): Promise<number> {
  const { widgetId, userId, peerId, needAccess, at } = input
  const roomId = await takeRoomId(db, widgetId)
  await db
    .insertInto('room')
    .values({
      widget_id: widgetId,
      id: roomId,
      type: ROOM_TYPE.dialog,
      is_public: 0,
      dialog_key: key,
      member_count: 2,
      last_seq: 0,
      last_rev: 0,
      created_at: at,
      active_at: at,
    })
    .execute()
  const member = {
    widget_id: widgetId,
    room_id: roomId,
    role: 'member' as const,
    delivered_seq: 0,
    read_seq: 0,
    joined_at: at,
  }
  await db
    .insertInto('member')
    .values([
      { ...member, user_id: userId, state: needAccess ? 'requested' : 'joined' },
      { ...member, user_id: peerId, state: needAccess ? 'invited' : 'joined' },
    ])
    .execute()
  return roomId
}
