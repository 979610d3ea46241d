import { ROOM_TYPE, type RoomSummary, type UserCard, type Watermarks } from '@imbachat/protocol'
import type { ChatParts } from '../chat-parts.ts'
import type { Member, RoomRow } from '../ports.ts'
import type { ChatUser } from '../users/user.ts'
import type { RoomClass } from './room-class.ts'
import { canManage, isPresent, writeBlock } from './room-policy.ts'

/** Rooms as `readerId` sees them; one look at the directory for all of them. */
export async function roomSummaries(
  { users, classOf }: Pick<ChatParts, 'users' | 'classOf'>,
  { widgetId, userId: readerId }: { widgetId: number; userId: string },
  rows: readonly RoomRow[],
): Promise<RoomSummary[]> {
  const shown = [...new Set(rows.flatMap((row) => [row.peer?.userId ?? [], lastSender(row) ?? []].flat()))]
  const [cards, known] = await Promise.all([users.cards(widgetId, shown), users.known(widgetId, [readerId])])
  const cardOf = new Map(cards.map((card) => [card.user_id, card]))
  const reader = known.get(readerId)
  return rows.map((row) => (isOutside(row) ? outside(row) : roomSummary(row, reader, cardOf, classOf)))
}

const lastSender = ({ room, lastMessage }: RoomRow): string | undefined =>
  room.type === ROOM_TYPE.dialog ? undefined : lastMessage?.sender_id

function roomSummary(
  row: RoomRow,
  reader: ChatUser | undefined,
  cardOf: ReadonlyMap<string, UserCard>,
  classOf: RoomClass,
): RoomSummary {
  const { room, member, peer, lastMessage } = row
  return {
    room_id: room.roomId,
    type: room.type,
    pipe: room.pipe,
    title: room.title,
    peer: peer ? (cardOf.get(peer.userId) ?? null) : null,
    state: member.state,
    role: member.role,
    can_manage: canManage(row, reader),
    is_public: room.isPublic,
    member_count: room.memberCount,
    live: classOf.isLive(room),
    last_seq: room.lastSeq,
    last_rev: room.lastRev,
    last_message: lastMessage,
    last_sender: cardOf.get(lastSender(row) ?? '') ?? null,
    active_at: room.activeAt,
    unread: Math.max(0, room.lastSeq - member.readSeq),
    watermarks: [watermarks(member), ...(peer ? [peerWatermarks(peer)] : [])],
    write_block: writeBlock(row, reader),
  }
}

/** Left or banned. Of a dialog that he declined the reader may still know what it was; of a room of many he learns nothing that came after. */
const isOutside = ({ room, member }: RoomRow) => room.type !== ROOM_TYPE.dialog && !isPresent(member)

function outside({ room, member }: RoomRow): RoomSummary {
  return {
    room_id: room.roomId,
    type: room.type,
    pipe: room.pipe,
    title: room.title,
    peer: null,
    state: member.state,
    role: 'member',
    can_manage: false,
    is_public: room.isPublic,
    member_count: 0,
    live: false,
    last_seq: 0,
    last_rev: 0,
    last_message: null,
    last_sender: null,
    active_at: room.createdAt,
    unread: 0,
    watermarks: [],
    write_block: null,
  }
}

/** As stored, whoever asks: see `peerWatermarks`. */
export function watermarks(member: Member): Watermarks {
  return { user_id: member.userId, delivered_seq: member.deliveredSeq, read_seq: member.readSeq }
}

/** Who has not accepted a request doesn't tell the stranger that he read it. */
function peerWatermarks(peer: Member): Watermarks {
  return peer.state === 'joined' ? watermarks(peer) : { user_id: peer.userId, delivered_seq: 0, read_seq: 0 }
}
