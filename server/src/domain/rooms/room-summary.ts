import type { RoomSummary, UserCard, Watermarks } from '@imbachat/protocol'
import type { Member, RoomRow } from '../ports.ts'
import type { ChatUser, UserDirectory } from '../users/user.ts'
import { writeBlock } from './room-policy.ts'

/** Rooms as `readerId` sees them; one look at the directory for all of them. */
export async function roomSummaries(
  users: UserDirectory,
  { widgetId, userId: readerId }: { widgetId: number; userId: string },
  rows: readonly RoomRow[],
): Promise<RoomSummary[]> {
  const peerIds = [...new Set(rows.flatMap((row) => (row.peer ? [row.peer.userId] : [])))]
  const [cards, known] = await Promise.all([users.cards(widgetId, peerIds), users.known(widgetId, [readerId])])
  const cardOf = new Map(cards.map((card) => [card.user_id, card]))
  const reader = known.get(readerId)
  return rows.map((row) => roomSummary(row, reader, row.peer ? (cardOf.get(row.peer.userId) ?? null) : null))
}

function roomSummary(row: RoomRow, reader: ChatUser | undefined, peer: UserCard | null): RoomSummary {
  const { room, member, lastMessage } = row
  return {
    room_id: room.roomId,
    type: room.type,
    pipe: room.pipe,
    title: room.title,
    peer,
    state: member.state,
    last_seq: room.lastSeq,
    last_rev: room.lastRev,
    last_message: lastMessage,
    active_at: room.activeAt,
    unread: Math.max(0, room.lastSeq - member.readSeq),
    watermarks: [watermarks(member), ...(row.peer ? [peerWatermarks(row.peer)] : [])],
    write_block: writeBlock(row, reader),
  }
}

function watermarks(member: Member): Watermarks {
  return { user_id: member.userId, delivered_seq: member.deliveredSeq, read_seq: member.readSeq }
}

/** Who has not accepted a request doesn't tell the stranger that he read it. */
function peerWatermarks(peer: Member): Watermarks {
  return peer.state === 'joined' ? watermarks(peer) : { user_id: peer.userId, delivered_seq: 0, read_seq: 0 }
}
