import type { Message, RoomSummary } from '@imbachat/protocol'
import { card } from './scripted-server.ts'

export function message(seq: number, more: Partial<Message> = {}): Message {
  return {
    seq,
    rev: seq,
    client_id: `00000000-0000-7000-8000-${String(seq).padStart(12, '0')}`,
    sender_id: '2',
    text: `text ${seq}`,
    reply_to: null,
    created_at: 1_700_000_000_000 + seq,
    edited_at: null,
    deleted_at: null,
    ...more,
  }
}

/** The dialog of user 1 (the reader) with user 2: `lastSeq` messages of user 2, read up to `read`. */
export function dialog(
  room_id: number,
  lastSeq: number,
  more: { read?: number } & Partial<RoomSummary> = {},
): RoomSummary {
  const { read = lastSeq, ...fields } = more
  return {
    room_id,
    type: 0,
    pipe: null,
    title: null,
    peer: card('2'),
    state: 'joined',
    role: 'member',
    can_manage: false,
    can_own: false,
    description: null,
    rights: { send: 'all', media: 'all', add: 'managers', pin: 'managers', slow_seconds: 0 },
    is_public: false,
    by_request: false,
    picture: null,
    join_requests: 0,
    member_count: 2,
    live: true,
    last_seq: lastSeq,
    last_rev: lastSeq,
    last_message: lastSeq > 0 ? message(lastSeq) : null,
    last_sender: null,
    active_at: 1_700_000_000_000 + lastSeq,
    unread: lastSeq - read,
    watermarks: [
      { user_id: '1', delivered_seq: lastSeq, read_seq: read },
      { user_id: '2', delivered_seq: 0, read_seq: 0 },
    ],
    write_block: null,
    ...fields,
  }
}

/** A group or channel read by user 1: `lastSeq` messages of user 2, all read. */
export function group(room_id: number, lastSeq: number, more: Partial<RoomSummary> = {}): RoomSummary {
  return {
    ...dialog(room_id, lastSeq),
    type: 1,
    pipe: `pipe ${room_id}`,
    title: `Room ${room_id}`,
    peer: null,
    is_public: true,
    member_count: 3,
    last_sender: lastSeq > 0 ? card('2') : null,
    watermarks: [{ user_id: '1', delivered_seq: lastSeq, read_seq: lastSeq }],
    ...more,
  }
}
