import type { Message, RoomSummary, UserCard, Watermarks } from '@imbachat/protocol'

/** What events make of a room's summary. Each returns the same object when nothing changes. */

/** Is the reader still in it, or asked into it? */
export const isInside = ({ state }: RoomSummary): boolean => state !== 'left' && state !== 'banned'

/** Zeros for who has none here. */
export function watermarksOf(room: RoomSummary, userId: string | null): Watermarks {
  return (
    room.watermarks.find((mark) => mark.user_id === userId) ?? {
      user_id: userId ?? '',
      delivered_seq: 0,
      read_seq: 0,
    }
  )
}

/** A change of a message: only the last message and those after it show, and `rev` goes on. */
export function withMessage(room: RoomSummary, message: Message, userId: string | null): RoomSummary {
  const last_rev = Math.max(room.last_rev, message.rev)
  if (message.seq < room.last_seq) return last_rev === room.last_rev ? room : { ...room, last_rev }
  const known = room.last_message
  if (known && known.seq === message.seq && known.rev > message.rev) return room
  const next = {
    ...room,
    last_rev,
    last_seq: message.seq,
    last_message: message,
    last_sender: room.last_sender?.user_id === message.sender_id ? room.last_sender : null,
    active_at: message.seq > room.last_seq ? message.created_at : room.active_at,
  }
  // rule R9: whoever had read everything before his own message has read that one too
  if (message.sender_id === userId && watermarksOf(room, userId).read_seq === message.seq - 1) {
    return withWatermarks(next, userId, { user_id: userId, delivered_seq: message.seq, read_seq: message.seq })
  }
  return withUnread(next, userId)
}

/** Watermarks only rise. */
export function withWatermarks(room: RoomSummary, userId: string | null, moved: Watermarks): RoomSummary {
  const was = watermarksOf(room, moved.user_id)
  const mark = {
    user_id: moved.user_id,
    delivered_seq: Math.max(was.delivered_seq, moved.delivered_seq),
    read_seq: Math.max(was.read_seq, moved.read_seq),
  }
  const others = room.watermarks.filter((other) => other.user_id !== moved.user_id)
  if (
    mark.delivered_seq === was.delivered_seq &&
    mark.read_seq === was.read_seq &&
    others.length < room.watermarks.length
  ) {
    return withUnread(room, userId)
  }
  return withUnread({ ...room, watermarks: [...others, mark] }, userId)
}

/** A summary that was read while events changed what we have: what is newer of each. */
export function joined(known: RoomSummary, came: RoomSummary, userId: string | null): RoomSummary {
  const { last_seq, last_rev, last_message, last_sender, active_at } = known
  let room =
    known.last_rev > came.last_rev ? { ...came, last_seq, last_rev, last_message, last_sender, active_at } : came
  for (const mark of known.watermarks) room = withWatermarks(room, userId, mark)
  return room
}

/** The peer by his new name. */
export function withCards(room: RoomSummary, cards: readonly UserCard[]): RoomSummary {
  const card = cards.find(({ user_id }) => user_id === room.peer?.user_id)
  return card ? { ...room, peer: card } : room
}

function withUnread(room: RoomSummary, userId: string | null): RoomSummary {
  const unread = Math.max(0, room.last_seq - watermarksOf(room, userId).read_seq)
  return unread === room.unread ? room : { ...room, unread }
}
