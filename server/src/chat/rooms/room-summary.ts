import {
  DEFAULT_ROOM_RIGHTS,
  isPresent,
  ROOM_TYPE,
  type RoomSummary,
  type UserCard,
  type Watermarks,
} from '@imbachat/protocol'
import type { ChatDeps } from '../chat-deps.ts'
import type { Member, RoomRow } from '../ports.ts'
import type { ChatUser } from '../users/user.ts'
import { userCard } from '../users/user-card.ts'
import type { RoomClass } from './room-class.ts'
import { canManage, canOwn, writeBlock } from './room-policy.ts'

/** Unread mentions that a summary names. */
const MOST_MENTIONS = 50
const NONE: ReadonlyMap<number, readonly number[]> = new Map()

/** Rooms as `readerId` sees them; reads the directory once for all of them. */
export async function roomSummaries(
  { store, users, classOf }: Pick<ChatDeps, 'store' | 'users' | 'classOf'>,
  { widget_id, user_id: readerId }: { widget_id: number; user_id: string },
  rows: readonly RoomRow[],
): Promise<RoomSummary[]> {
  const shown = [...new Set(rows.flatMap((row) => [row.peer?.user_id ?? [], lastSender(row) ?? []].flat()))]
  const unread = rows.filter(mayBeMentioned).map(({ room, member, cleared_seq }) => ({
    room_id: room.room_id,
    after: Math.max(member.read_seq, cleared_seq),
  }))
  const [known, mentions] = await Promise.all([
    users.lookUp(widget_id, [...new Set([...shown, readerId])]),
    unread.length > 0 ? store.mentionsOf(widget_id, readerId, unread) : NONE,
  ])
  const reader = known.get(readerId)
  return rows.map((row) =>
    isOutside(row) ? outside(row) : roomSummary(row, mentions.get(row.room.room_id), reader, known, classOf),
  )
}

/** Only unread messages count. */
const mayBeMentioned = (row: RoomRow) => !isOutside(row) && row.room.type !== ROOM_TYPE.dialog && unreadOf(row) > 0

/** Unread messages of the room, without notices. */
export const unreadOf = ({ room, member }: RoomRow) =>
  Math.max(0, room.last_seq - room.uncounted - (member.read_seq - member.read_uncounted))

/** A message of the site has no sender. */
const lastSender = ({ room, last_message }: RoomRow): string | undefined =>
  room.type === ROOM_TYPE.dialog ? undefined : last_message?.sender_id || undefined

function roomSummary(
  row: RoomRow,
  mentions: readonly number[] | undefined,
  reader: ChatUser | undefined,
  known: ReadonlyMap<string, ChatUser>,
  classOf: RoomClass,
): RoomSummary {
  const { room, member, peer, last_message } = row
  const { description, rights, picture, member_count, last_seq, last_rev, active_at, pins } = room
  return {
    ...nameOf(row),
    peer: peer ? cardOf(known, peer.user_id) : null,
    ...(room.context && { context: room.context }),
    role: member.role,
    can_manage: canManage(row, reader),
    can_own: canOwn(row, reader),
    ...{ description, rights, picture, member_count, last_seq, last_rev, active_at },
    join_requests: canManage(row, reader) ? room.join_requests : 0,
    live: classOf.isLive(room),
    last_message,
    last_sender: cardOf(known, lastSender(row)),
    ...(pins > 0 && { pins }),
    ...(room.answered_by && { answered_by: room.answered_by }),
    ...(room.closedBy === 'archived' && { archived: true as const }),
    watermarks: [watermarks(member), ...(peer ? [peerWatermarks(row, peer, reader, known)] : [])],
    unread: unreadOf(row),
    ...(mentions && { mentions: mentions.slice(0, MOST_MENTIONS) }),
    write_block: writeBlock(row, reader),
  }
}

/** The fields that a user who has left the room still sees. */
function nameOf({ room, member: { state } }: RoomRow) {
  const { room_id, type, pipe, title, is_public, by_request } = room
  return { room_id, type, pipe, title, is_public, by_request, state }
}

/**
 * For a user who left or is banned: the peer of a declined dialog, but nothing that came later in a group or
 * channel.
 */
const isOutside = ({ room, member }: RoomRow) => room.type !== ROOM_TYPE.dialog && !isPresent(member)

function outside(row: RoomRow): RoomSummary {
  return {
    ...nameOf(row),
    peer: null,
    role: 'member',
    can_manage: false,
    can_own: false,
    description: null,
    rights: DEFAULT_ROOM_RIGHTS,
    picture: null,
    join_requests: 0,
    member_count: 0,
    live: false,
    last_seq: 0,
    last_rev: 0,
    last_message: null,
    last_sender: null,
    active_at: row.room.created_at,
    unread: 0,
    watermarks: [],
    write_block: null,
  }
}

/** The stored watermarks, the same for every reader: see `peerWatermarks`. */
export function watermarks({ user_id, delivered_seq, read_seq, read_uncounted }: Member): Watermarks {
  return { user_id, delivered_seq, read_seq, ...(read_uncounted > 0 && { uncounted: read_uncounted }) }
}

/**
 * A user who has not accepted a request does not show its sender that they read it, nor does a shadow-banned user.
 * Where one user blocks the other, neither sees the other's; where one hides receipts, neither sees those of the
 * other.
 */
function peerWatermarks(
  { room }: RoomRow,
  peer: Member,
  reader: ChatUser | undefined,
  known: ReadonlyMap<string, ChatUser>,
): Watermarks {
  const other = known.get(peer.user_id)
  const hides = reader?.hides_receipts || other?.hides_receipts || other?.standing?.shadow != null
  const shows = peer.state === 'joined' && room.closedBy === null && !hides
  return shows ? watermarks(peer) : { user_id: peer.user_id, delivered_seq: 0, read_seq: 0 }
}

function cardOf(known: ReadonlyMap<string, ChatUser>, user_id: string | undefined): UserCard | null {
  const user = user_id === undefined ? undefined : known.get(user_id)
  return user ? userCard(user) : null
}
