import type { RoomType } from '../site.ts'

/** A user as other users may see him: never his e-mail. */
export interface UserCard {
  user_id: string
  name: string
  /** absolute http(s) URL */
  avatar_url: string | null
  /** absolute http(s) URL */
  profile_url: string | null
  badge: string | null
  /** true while the site has not told us who he is and `name` is a stand-in */
  placeholder: boolean
}

export interface Message {
  seq: number
  /** the room's `rev` at this message's last change */
  rev: number
  client_id: string
  sender_id: string
  /** null when deleted */
  text: string | null
  /** the `seq` it answers */
  reply_to: number | null
  /** milliseconds since 1970, server time */
  created_at: number
  edited_at: number | null
  deleted_at: number | null
}

export const MEMBER_STATES = ['joined', 'invited', 'requested', 'declined', 'left', 'banned'] as const

/**
 * What a member is to a room. In a dialog that needs access the initiator is `requested` until the other, `invited`, answers;
 * accepting makes both `joined`, declining makes the initiator `declined` and takes the other off the room (`left`).
 */
export type MemberState = (typeof MEMBER_STATES)[number]

/** A member's watermarks: everything up to these `seq` has reached him, has been read by him. */
export interface Watermarks {
  user_id: string
  delivered_seq: number
  read_seq: number
}

export type MemberRole = 'owner' | 'member'

/** Somebody who is in a room. */
export interface Member {
  user: UserCard
  state: MemberState
  role: MemberRole
  /** null where the room is not `live` */
  watermarks: Watermarks | null
}

/** A room as one of its members sees it. */
export interface RoomSummary {
  room_id: number
  type: RoomType
  pipe: string | null
  /** null in dialogs: show the peer's name */
  title: string | null
  /** the other user of a dialog, else null */
  peer: UserCard | null
  /** what the reader himself is to the room */
  state: MemberState
  /** `member` in dialogs */
  role: MemberRole
  /** the reader may add, remove and ban members */
  can_manage: boolean
  /** everybody of the widget may join; false in dialogs */
  is_public: boolean
  /** who is in it now; 2 in dialogs */
  member_count: number
  /** the reader is told of the others' receipts, typing, coming and going; false in large rooms */
  live: boolean
  last_seq: number
  last_rev: number
  last_message: Message | null
  /** who wrote the last message, in rooms of many; null in dialogs, where it is the peer or the reader */
  last_sender: UserCard | null
  /** time of the last message, else of the room's making */
  active_at: number
  unread: number
  /** of the reader himself and, in a dialog, of the peer */
  watermarks: Watermarks[]
  /** why the reader can't write here now, or null */
  write_block: 'not_permitted' | 'request_pending' | 'request_declined' | null
}

export interface Presence {
  user_id: string
  online: boolean
  /** when he was last here, milliseconds since 1970; null: never, or not known */
  last_seen: number | null
}
