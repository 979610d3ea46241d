import type { EventOf, Message, RoomSummary, UserCard, Watermarks } from '@imbachat/protocol'

/** Apply events to a room's summary. Each function returns the same object if nothing changes. */

/** Zeros for a user without watermarks here. */
export function watermarksOf(room: RoomSummary, user_id: string | null): Watermarks {
  return (
    room.watermarks.find((mark) => mark.user_id === user_id) ?? {
      user_id: user_id ?? '',
      delivered_seq: 0,
      read_seq: 0,
    }
  )
}

/** Applies a change of a message: only changes of the last message and later ones are visible, and `rev` rises. */
export function withMessage(room: RoomSummary, message: Message, user_id: string | null): RoomSummary {
  const last_rev = Math.max(room.last_rev, message.rev)
  // how many there are is known to `pins.ts`, which is open where they are shown
  if (message.pinned_at && !room.pins) room = { ...room, pins: 1 }
  room = withMention(room, message, user_id)
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
    ...(message.system?.kind === 'handed_over' && { answered_by: message.system.to }),
  }
  // rule READ-1: if the sender had read everything before their message that counts, the message is read too
  const { uncounted = 0 } = message
  const own = watermarksOf(room, user_id)
  if (message.sender_id === user_id && own.read_seq - (own.uncounted ?? 0) === message.seq - 1 - uncounted) {
    return withWatermarks(next, user_id, {
      user_id,
      delivered_seq: message.seq,
      read_seq: message.seq,
      uncounted,
    })
  }
  return withUnread(next, user_id)
}

/** Watermarks only rise. */
export function withWatermarks(room: RoomSummary, user_id: string | null, moved: Watermarks): RoomSummary {
  const was = watermarksOf(room, moved.user_id)
  const uncounted = Math.max(was.uncounted ?? 0, moved.uncounted ?? 0)
  const mark = {
    user_id: moved.user_id,
    delivered_seq: Math.max(was.delivered_seq, moved.delivered_seq),
    read_seq: Math.max(was.read_seq, moved.read_seq),
    ...(uncounted > 0 && { uncounted }),
  }
  const others = room.watermarks.filter((other) => other.user_id !== moved.user_id)
  if (
    mark.delivered_seq === was.delivered_seq &&
    mark.read_seq === was.read_seq &&
    uncounted === (was.uncounted ?? 0) &&
    others.length < room.watermarks.length
  ) {
    return withUnread(room, user_id)
  }
  return withUnread({ ...room, watermarks: [...others, mark] }, user_id)
}

/** Merges a summary that the server read while events changed the known one: the newer part of each. */
export function joined(known: RoomSummary, came: RoomSummary, user_id: string | null): RoomSummary {
  const { last_seq, last_rev, last_message, last_sender, active_at, mentions, answered_by } = known
  let room =
    known.last_rev > came.last_rev
      ? {
          ...came,
          last_seq,
          last_rev,
          last_message,
          last_sender,
          active_at,
          ...(mentions && { mentions }),
          ...(answered_by && { answered_by }),
        }
      : came
  for (const mark of known.watermarks) room = withWatermarks(room, user_id, mark)
  return room
}

/** Applies a new name of the peer. */
export function withCards(room: RoomSummary, cards: readonly UserCard[]): RoomSummary {
  const card = cards.find(({ user_id }) => user_id === room.peer?.user_id)
  return card ? { ...room, peer: card } : room
}

/** Applies a change of what the room is. */
export function withInfo(room: RoomSummary, info: EventOf<'room_info'>['info']): RoomSummary {
  const was = room.write_block ?? 'managers_only'
  const block = info.frozen ? 'frozen' : was === 'frozen' ? 'managers_only' : was
  const open = info.rights.send === 'all' || room.can_manage
  return { ...room, ...info, write_block: block === 'managers_only' && open ? null : block }
}

function withUnread(room: RoomSummary, user_id: string | null): RoomSummary {
  const { read_seq, uncounted = 0 } = watermarksOf(room, user_id)
  const counted = room.last_seq - (room.last_message?.uncounted ?? 0)
  const unread = read_seq >= room.last_seq ? 0 : Math.max(0, counted - (read_seq - uncounted))
  const mentions = room.mentions?.filter((seq) => seq > read_seq)
  if (unread === room.unread && mentions?.length === room.mentions?.length) return room
  return { ...room, unread, ...(mentions && { mentions }) }
}

/** The message calls the reader, or no longer does. */
function withMention(room: RoomSummary, message: Message, user_id: string | null): RoomSummary {
  const { seq, sender_id, entities = [], replied_user_id } = message
  const { mentions = [] } = room
  const isMentioned = entities.some((entity) => entity.type === 'mention_all' || entity.user_id === user_id)
  const isCalled = isMentioned || replied_user_id === user_id
  const calls =
    isCalled && !room.peer && sender_id !== user_id && user_id !== null && seq > watermarksOf(room, user_id).read_seq
  if (calls === mentions.includes(seq)) return room
  const others = mentions.filter((other) => other !== seq)
  return { ...room, mentions: calls ? [...others, seq].sort((a, b) => a - b) : others }
}
