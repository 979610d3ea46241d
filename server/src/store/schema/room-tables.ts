import type { MemberRole, MemberState, RoomType } from '@imbachat/protocol'
import type { HoldReason } from '@imbachat/protocol/moderation/moderation'
import type { Generated } from 'kysely'

/** Rooms, their members and messages. */
export interface RoomTables {
  room: RoomTable
  member: MemberTable
  invite: InviteTable
  join_request: JoinRequestTable
  message: MessageTable
  message_version: MessageVersionTable
  held_message: HeldMessageTable
  reaction: ReactionTable
  mention: MentionTable
  /** PostgreSQL only, like `search_progress` */
  message_search: MessageSearchTable
  search_progress: SearchProgressTable
}

interface RoomTable {
  widget_id: number
  id: number
  type: RoomType
  pipe: string | null
  title: string | null
  description: string | null
  /** JSON: the RoomRights that differ from the defaults; null: none */
  rights: string | null
  is_public: number
  /** JSON: RoomPicture; null: none */
  picture: Generated<string | null>
  /** 1: closed, listed in the directory, and users ask to join */
  by_request: Generated<number>
  /** open rows of `join_request` */
  join_requests: Generated<number>
  /** for dialogs: both ids, sorted, and the id of their subject, as a JSON array: unique forever */
  dialog_key: string | null
  /** dialogs: JSON: DialogContext; null: about nothing in particular */
  context: string | null
  /** dialogs: 1, one of the two users blocks the other */
  blocked: Generated<number>
  /** members with state `joined`; 2 in dialogs */
  member_count: number
  last_seq: number
  last_rev: number
  /** JSON: Handover; null: it was never handed over */
  handover: Generated<string | null>
  /** its messages up to here were imported; -1: a user opened it by its name, so it takes none */
  imported_seq: Generated<number>
  /** of its messages, those that do not count as unread */
  uncounted: Generated<number>
  /** its pinned messages */
  pins: Generated<number>
  created_at: number
  active_at: number
}

interface MemberTable {
  widget_id: number
  room_id: number
  user_id: string
  state: MemberState
  role: MemberRole
  delivered_seq: number
  read_seq: number
  /** `uncounted` of the message at `read_seq` */
  read_uncounted: Generated<number>
  joined_at: number
  /** the member's last message while the room was in slow mode; null: none */
  wrote_at: Generated<number | null>
  /** how many messages of the member were held in the room; null: none, ever */
  held: Generated<number | null>
  /** milliseconds since 1970; 0: not muted */
  muted_until: Generated<number>
  /** null: not pinned */
  pinned_order: Generated<number | null>
  /** the room's `last_seq` when the member archived it; null: not archived */
  archived_seq: Generated<number | null>
  marked_unread: Generated<number>
  /** messages up to here do not exist for the member */
  cleared_seq: Generated<number>
  /** a dialog without messages after this one is not in the member's list */
  hidden_seq: Generated<number>
}

/** A link that lets users join a room. */
interface InviteTable {
  widget_id: number
  /** SHA-256 of its token, hex: a copy of the database lets nobody join */
  token_hash: string
  room_id: number
  created_by: string
  created_at: number
  /** null: never */
  expires_at: number | null
  /** null: any number */
  most_uses: number | null
  uses: number
  /** 1: users who open it ask to join */
  approval: Generated<number>
}

/** A user who asks to join a room, or whose request was declined. */
interface JoinRequestTable {
  widget_id: number
  room_id: number
  user_id: string
  note: string
  asked_at: number
  /** null: open; the user may ask again at this time */
  declined_until: number | null
}

interface MessageTable {
  widget_id: number
  room_id: number
  seq: number
  rev: number
  client_id: string
  sender_id: string
  text: string | null
  reply_to: number | null
  created_at: number
  edited_at: number | null
  deleted_at: number | null
  /** the decision that deleted it, while it may be taken back; null: not deleted, or somebody else deleted it too */
  deletion_id: Generated<string | null>
  /** null: not pinned */
  pinned_at: number | null
  /** JSON: Reaction[] as all members see them; null: none */
  reactions: string | null
  /** JSON: Attachment[]; null: none */
  attachments: string | null
  /** JSON of `MessageParts`; null: the message has none */
  parts: string | null
  /** JSON: Notice; null: a user wrote the message */
  system: string | null
  /** number of messages up to this one that do not count as unread */
  uncounted: Generated<number>
}

/** An earlier version of an edited message. */
interface MessageVersionTable {
  widget_id: number
  room_id: number
  seq: number
  /** the message's `rev` until the edit */
  rev: number
  text: string
  /** JSON of `MessageParts`; null: the message has none */
  parts: string | null
  /** time of the message or of its edit */
  said_at: number
}

/** A message that others do not see. Published, it is a row of `message` instead. */
interface HeldMessageTable {
  widget_id: number
  room_id: number
  sender_id: string
  client_id: string
  /** '' once it was removed */
  text: string
  reply_to: number | null
  /** JSON of `MessageParts`; null: the message has none */
  parts: string | null
  /** JSON: Attachment[], as its sender sees them; null: none */
  attachments: string | null
  /** JSON: the uploads that the published message takes; null: none */
  uploads: string | null
  /** JSON: ForwardedMessage; null: its sender wrote it */
  forwarded: string | null
  reason: HoldReason
  held_at: number
  /** withdrawn, or a moderator deleted it: only its client id is left; null: it waits */
  removed_at: number | null
  /** as for a message: the decision that removed it, unless another user removed it too */
  deletion_id: string | null
  /** JSON: `OwnCopy` of `store/writes/messages/own-copy.ts`; null: its author sees that it waits */
  own_copy: string | null
  /** its author deleted it for everybody: their devices show that; null: they did not */
  deleted_at: number | null
}

interface ReactionTable {
  widget_id: number
  room_id: number
  seq: number
  user_id: string
  emoji: string
  reacted_at: number
}

/** A message calls a user. */
interface MentionTable {
  widget_id: number
  room_id: number
  /** '': all members */
  user_id: string
  seq: number
  sender_id: string
}

/** A message in the search index; made from the message, so no backup has it. */
interface MessageSearchTable {
  widget_id: number
  room_id: number
  seq: number
  /** the message's `rev` when it was indexed */
  rev: number
  created_at: number
  /** tsvector: stems and marks */
  words: string
}

/** Up to which `rev` the index has a room. */
interface SearchProgressTable {
  widget_id: number
  room_id: number
  rev: number
}
