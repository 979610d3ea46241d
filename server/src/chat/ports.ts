import type {
  Attachment,
  DialogContext,
  ErrorCode,
  LinkPreview,
  MemberRole,
  MemberState,
  Message,
  ReportReason,
  RoomFilter,
  RoomPicture,
  RoomRights,
  RoomType,
} from '@imbachat/protocol'
import type { UserSettingsPatch } from '@imbachat/protocol/user-settings'
import type { BlobFacts, Upload, UploadWish } from './attachments/file.ts'
import type { MentionRefusal } from './messages/mentioned-in.ts'
import type { ChatUser, SiteUser } from './users/user.ts'

/** A room as stored. */
export interface Room {
  widgetId: number
  roomId: number
  type: RoomType
  pipe: string | null
  title: string | null
  /** of a dialog; null: it is about nothing in particular */
  context: DialogContext | null
  description: string | null
  rights: RoomRights
  isPublic: boolean
  picture: RoomPicture | null
  /** a closed room that users ask to join */
  byRequest: boolean
  /** open requests to join */
  joinRequests: number
  /** users whose state is `joined`; 2 in dialogs */
  memberCount: number
  lastSeq: number
  lastRev: number
  /** a dialog of which one user blocks the other */
  blocked: boolean
  /** of its messages, those that do not count as unread */
  uncounted: number
  /** its pinned messages */
  pins: number
  createdAt: number
  /** time of the last message, else createdAt */
  activeAt: number
}

/** A member as stored. */
export interface Member {
  roomId: number
  userId: string
  state: MemberState
  role: MemberRole
  deliveredSeq: number
  readSeq: number
  /** of the messages up to `readSeq`, those that do not count as unread */
  readUncounted: number
}

export interface RoomRow {
  room: Room
  /** the reader */
  member: Member
  /** in a dialog: the other one */
  peer: Member | null
  /** null also if the reader has cleared it */
  lastMessage: Message | null
  /** messages up to here do not exist for the reader */
  clearedSeq: number
}

/** What comes with some texts and is stored beside them. Absent parts mean: there is nothing. */
export type MessageParts = Pick<Message, 'entities' | 'masked' | 'forward' | 'preview'>

/** A text without contact details, stored instead of the text: in every dialog, or in requests without an answer. */
export interface MaskedText {
  text: string
  parts: MessageParts
  where: 'dialogs' | 'requests'
}

/** A message that is forwarded: its text and parts are those of the new one. */
export interface ForwardedMessage {
  roomId: number
  seq: number
  /** as it was read; one that was edited meanwhile is read again */
  editedAt: number | null
  /** ids of its files in the new room, in order */
  fileIds: readonly string[]
}

export interface AppendMessage {
  widgetId: number
  roomId: number
  senderId: string
  clientId: string
  text: string
  replyTo: number | null
  /** the sender's finished uploads for this room; missing: none */
  uploads?: readonly { uploadId: string; posterId: string | null }[]
  parts?: MessageParts
  masked?: MaskedText
  /** instead of uploads: where text, parts and files come from */
  forwarded?: ForwardedMessage | undefined
  /** the `rev` of the sender's draft in this room, which ends with the message; missing: there is none */
  draftRev?: number | undefined
  /** the site calls the sender admin */
  siteAdmin?: boolean
}

/**
 * `appended`: a new row. `repeated`: this client id was stored before, here is its message. Refusals are decided
 * inside the transaction, so that a removed user can't write, however late their message leaves the queue.
 */
export type AppendOutcome =
  /**
   * `membersChanged`: the invited user wrote, which accepts the request. `ofMany`: not in a dialog. `draft`: the
   * sender's draft, which ended
   */
  | { kind: 'appended'; message: Message; membersChanged: boolean; ofMany: boolean; draft?: OwnItemRow | undefined }
  | { kind: 'repeated'; message: Message }
  | {
      kind: 'refused'
      reason:
        | 'room_not_found'
        | 'request_pending'
        | 'request_declined'
        | 'blocked'
        | 'frozen'
        | 'managers_only'
        | 'message_not_found'
        | 'upload_not_found'
        | 'upload_unfinished'
        | MentionRefusal
        | 'origin_not_found'
        | 'origin_edited'
    }

export type ChangeOutcome =
  | { kind: 'changed'; message: Message }
  /** it was so already: nothing was stored, nobody is notified */
  | { kind: 'unchanged'; message: Message }
  | {
      kind: 'refused'
      reason:
        | 'message_not_found'
        | 'room_not_found'
        | 'request_pending'
        | 'request_declined'
        | 'blocked'
        | 'frozen'
        | 'managers_only'
        | MentionRefusal
        | 'message_empty'
        | 'too_late'
        | 'forwarded'
    }

export interface PutPreview {
  widgetId: number
  roomId: number
  seq: number
  at: number
  /** of the text that has the link */
  editedAt: number | null
  preview: LinkPreview
  /** a reserved blob, whose bytes are stored; `fileId`: as the preview names it */
  picture: { blobId: string; fileId: string; content: string; facts: BlobFacts } | null
}

/** `gone`: the message says something else by now. `blob_gone`: the clean-up took the picture */
export type PutPreviewOutcome =
  | { kind: 'changed' | 'unchanged'; message: Message }
  | { kind: 'gone' }
  | { kind: 'blob_gone' }

export interface OpenDialog {
  widgetId: number
  /** the user who opens it. If they are invited to it, or have declined it, opening accepts it (`membersChanged`) */
  userId: string
  peerId: string
  /** the site opens it for both users: it answers no request in their name */
  bySite?: boolean | undefined
  /** only counts when it is made: the first message is a request */
  needAccess: boolean
  /** what it is about. A signed one replaces what is stored; another one replaces what is not signed */
  context?: DialogContext | undefined
  /** false: the user may not write, so an existing context stays as it is unless the new one is signed */
  mayDescribe?: boolean | undefined
}

export interface OpenedDialog {
  roomId: number
  created: boolean
  membersChanged: boolean
  contextChanged: boolean
}

/** One user's progress in a room; values lower than the stored are ignored, higher than `last_seq` are cut. */
export interface MoveWatermarks {
  widgetId: number
  roomId: number
  userId: string
  deliveredSeq: number
  readSeq: number
}

/** A watermark that moved. No other user learns of it while its user has not accepted the dialog (`invited`). */
export interface MovedWatermark extends MoveWatermarks {
  state: MemberState
  room: RoomSize
  /** `uncounted` of the message at `readSeq` */
  readUncounted: number
}

/** What decides how much of a room is told live. */
export type RoomSize = Pick<Room, 'type' | 'memberCount'>

/**
 * A change of members of a group or channel. `by` may join or leave. Only its managers, and with `siteAdmin` the site's
 * admins, may remove and ban others, and add them where the room's rights say so; they must be in the room.
 */
export interface ChangeMembers {
  widgetId: number
  roomId: number
  /** null: the site's own server, which manages every room but dialogs without being in it */
  by: string | null
  siteAdmin: boolean
  /** `accept`: adds those of the users who ask to join */
  act: 'join' | 'leave' | 'add' | 'accept' | 'remove' | 'ban'
  /** the others; `by` alone for a join or a leave */
  userIds: string[]
  /** adds no notice */
  quiet?: boolean
  /** of a join: the hash of a link's token, which opens a closed room */
  invite?: string
}

/**
 * `changed`: whose state is another now; empty when all was so already. `full`: not added, being in as many rooms as
 * a user may be.
 */
export type MembersOutcome =
  | {
      kind: 'changed'
      changed: string[]
      full: string[]
      before: RoomSize
      after: RoomSize
      /** the room's, before the notices */
      lastRev: number
      /** the notices of this and earlier changes of the same commit */
      notices: Message[]
      /** the member who inherited the room of an owner who left */
      heir: string | null
      /** requests to join that it accepted */
      answered: UserItem[]
      /** of `changed`, users whose request to join is still open although it has nothing to ask for any more */
      asked: string[]
    }
  | { kind: 'refused'; reason: 'room_not_found' | 'forbidden' | 'too_many_rooms' | 'join_request_needed' }

/** A change of a group or channel by one of its managers. What is undefined stays. */
export interface EditRoom {
  widgetId: number
  roomId: number
  by: string
  siteAdmin: boolean
  title?: string | undefined
  description?: string | undefined
  isPublic?: boolean | undefined
  byRequest?: boolean | undefined
  /** an upload of `by`; null takes the picture away */
  picture?: string | null | undefined
  rights?: Partial<RoomRights> | undefined
}

/** `changed`: false when it was so already. */
export type EditRoomOutcome =
  | { kind: 'done'; changed: boolean; notices: Message[]; room: RoomInfo }
  | {
      kind: 'refused'
      reason: 'room_not_found' | 'forbidden' | 'frozen' | 'upload_not_found' | 'upload_unfinished' | 'file_type_refused'
    }

/** Pins a message for all members (`pinned`), or takes the pin away. */
export interface PinMessage {
  widgetId: number
  roomId: number
  seq: number
  by: string
  siteAdmin: boolean
  pinned: boolean
}

/** `changed`: false when it was so already. */
export type PinOutcome =
  | { kind: 'done'; changed: boolean; message: Message; notices: Message[] }
  | { kind: 'too_many'; most: number }
  | {
      kind: 'refused'
      reason:
        | 'room_not_found'
        | 'message_not_found'
        | 'forbidden'
        | 'request_pending'
        | 'request_declined'
        | 'blocked'
        | 'frozen'
    }

/** An item of a user's own state that another user's act changed. */
export interface UserItem {
  userId: string
  item: OwnItemRow
}

/** How many requests to join may be open; 0: no limit but for `perRoom`, where it is none */
export interface JoinLimits {
  perRoom: number
  perUser: number
  /** milliseconds after a decline until the user may ask again */
  cooldownMs: number
}

/** `cancel`: the users take their requests back, or have nothing to ask for any more. */
export type ChangeJoinRequests = { widgetId: number; roomId: number } & (
  | {
      act: 'ask'
      userId: string
      note: string
      /** the hash of a link's token */
      invite?: string
    }
  | { act: 'cancel'; userIds: readonly string[] }
  | { act: 'decline'; by: string; siteAdmin: boolean; userIds: readonly string[] }
)

/** `items`: of the users whose requests changed. */
export type JoinRequestsOutcome =
  | { kind: 'done'; items: UserItem[] }
  | { kind: 'declined'; until: number }
  | {
      kind: 'refused'
      reason:
        | 'room_not_found'
        | 'forbidden'
        | 'invite_invalid'
        /** the user is in the room, or it is public */
        | 'joins_freely'
        | 'room_has_too_many'
        | 'user_has_too_many'
    }

/** An open request to join. */
export interface JoinRequest {
  userId: string
  note: string
  askedAt: number
}

/** A room as the directory shows it. */
export interface ListedRoom {
  roomId: number
  title: string
  description: string | null
  memberCount: number
  /** the reader is in it */
  joined: boolean
  /** a manager has to let the reader in */
  byRequest: boolean
  picture: RoomPicture | null
}

/** A link that lets users join a room. */
export interface Invite {
  tokenHash: string
  createdBy: string
  createdAt: number
  /** null: never */
  expiresAt: number | null
  /** null: any number */
  mostUses: number | null
  uses: number
  /** users who open it ask to join */
  approval: boolean
  /** the user who made it manages the room now */
  works: boolean
}

/** What a user sees of a room before joining it by a link. */
export type InvitedRoom = ListedRoom & Pick<Invite, 'expiresAt' | 'mostUses' | 'uses' | 'works'>

export interface RevokeInvite {
  widgetId: number
  roomId: number
  by: string
  siteAdmin: boolean
  tokenHash: string
}

export type CreateInvite = RevokeInvite & Pick<Invite, 'expiresAt' | 'mostUses' | 'approval'>

export type InviteOutcome =
  | { kind: 'done' }
  | { kind: 'refused'; reason: 'room_not_found' | 'forbidden' | 'too_many_invites' }

/** What all who receive a room get when it changes. */
export type RoomInfo = Pick<Room, 'title' | 'description' | 'isPublic' | 'byRequest' | 'picture' | 'rights'> & {
  /** moderators let nobody write in it */
  frozen: boolean
}

/** A change of a group or channel by a moderator of the widget, who need not be in it. What is undefined stays. */
export interface ModerateRoom {
  widgetId: number
  roomId: number
  title?: string | undefined
  description?: string | undefined
  isPublic?: boolean | undefined
  rights?: Partial<RoomRights> | undefined
  frozen?: boolean | undefined
}

export type ModerateRoomOutcome =
  | { kind: 'done'; changed: boolean; room: RoomInfo }
  | { kind: 'refused'; reason: 'room_not_found' }

/** Gives a member another role. `owner` passes the room on; its owner before becomes an admin. */
export interface ChangeRole {
  widgetId: number
  roomId: number
  by: string
  siteAdmin: boolean
  userId: string
  role: MemberRole
}

/** `changed`: the users whose role is another now. */
export type RoleOutcome =
  | { kind: 'done'; changed: string[]; notices: Message[] }
  | { kind: 'refused'; reason: 'room_not_found' | 'forbidden' | 'user_unknown' }

/** A reaction that one user adds (`on`) or takes back. */
export interface ReactionChange {
  userId: string
  emoji: string
  on: boolean
}

export interface ChangeReactions {
  widgetId: number
  roomId: number
  seq: number
  changes: readonly ReactionChange[]
}

/**
 * `refused` has a place for each change; `message` is null when none of them found it. Changes of one write take one
 * `rev`.
 */
export interface ReactionsOutcome {
  message: Message | null
  changed: boolean
  refused: (
    | 'room_not_found'
    | 'message_not_found'
    | 'too_many_reactions'
    | 'request_pending'
    | 'request_declined'
    | 'blocked'
    | 'frozen'
    | null
  )[]
}

export interface CreateUpload {
  widgetId: number
  uploadId: string
  roomId: number
  userId: string
  size: number
  wish: UploadWish
  expiresAt: number
  /** uploads of the user that no message has taken; 0: no limit */
  mostUploads: number
}

export interface ReserveBlob {
  widgetId: number
  blobId: string
  /** bytes of all variants */
  size: number
  /** bytes of all files of the widget; 0: no limit */
  mostBytes: number
}

/** What came of an upload: its file is stored under `blobId`, or it is refused for good. */
export interface SettleUpload {
  widgetId: number
  uploadId: string
  outcome: /** under a reserved id */
    | { kind: 'stored'; blobId: string; content: string; facts: BlobFacts; attachment: Attachment }
    | { kind: 'known'; blobId: string; attachment: Attachment }
    | { kind: 'refused'; error: ErrorCode }
}

/**
 * `other_blob`: meanwhile the same content was stored under this id. `blob_gone`: the known or reserved blob was
 * removed.
 */
export type SettleOutcome =
  | { kind: 'settled' }
  | { kind: 'other_blob'; blobId: string }
  | { kind: 'blob_gone' }
  | { kind: 'upload_not_found' }

/** Work to do at least once, also if the server dies over it. */
export interface AddJob {
  widgetId: number
  /** Adding a job again that has not ended makes no second one. */
  id: string
  kind: string
  payload: unknown
}

export interface Job extends AddJob {
  /** with this one */
  tries: number
}

export interface EndJob {
  widgetId: number
  id: string
  /** of the run that ended */
  tries: number
  /** null: it is done. `retryAt` null: it is given up */
  failed: { retryAt: number | null; error: string } | null
  /** it went well, and goes on after this time */
  againAt?: number
}

/** A file of a message as stored. */
export interface StoredFile {
  fileId: string
  roomId: number
  /** of its message; 0: it is the room's picture */
  seq: number
  name: string
  blobId: string
  facts: BlobFacts
  poster: { blobId: string; facts: BlobFacts } | null
}

/** A part of a user's own state as stored: see `chat/own-state`. */
export interface OwnItemRow {
  key: string
  rev: number
  /** JSON; null: it was taken back */
  value: string | null
}

/** Messages that a user stars or hides in one room, for themself alone. */
export interface MarkMessages {
  widgetId: number
  userId: string
  roomId: number
  kind: 'star' | 'hidden'
  seqs: readonly number[]
  /** false takes stars away */
  on: boolean
}

export type MarkOutcome =
  | { kind: 'put'; item: OwnItemRow; changed: boolean }
  | { kind: 'room_not_found' }
  | { kind: 'message_not_found' }
  | { kind: 'full'; most: number }

/** What a user has begun to write in a room. `rev`: of the draft that it replaces; 0: there was none */
export interface PutDraft {
  widgetId: number
  userId: string
  roomId: number
  text: string
  replyTo: number | null
  rev: number
}

export type DraftOutcome =
  | { kind: 'put'; item: OwnItemRow; changed: boolean }
  | { kind: 'room_not_found' }
  | { kind: 'stale' }

/** What a message said before an edit. */
export interface MessageVersion {
  text: string
  parts: MessageParts
  /** since when it said so */
  at: number
}

export interface PutOwnItem {
  widgetId: number
  userId: string
  key: string
  value: string | null
}

/** What a user sets for one conversation, for themself alone. */
export type RoomFlag =
  /** `until`: milliseconds since 1970; null: not muted */
  | { kind: 'mute'; until: number | null }
  | { kind: 'pin'; on: boolean }
  | { kind: 'archive'; on: boolean }
  | { kind: 'unread'; on: boolean }
  /** `hide`: a dialog also leaves the list, until its next message */
  | { kind: 'clear'; upToSeq: number; hide: boolean }

export interface SetRoomFlag {
  widgetId: number
  userId: string
  roomId: number
  flag: RoomFlag
}

/** `changed`: the keys of the items that took a new rev. `read`: the watermark that a cleared history moved. */
export type RoomFlagOutcome =
  | { kind: 'set'; stored: OwnItemRow[]; changed: string[]; read: MovedWatermark | null }
  | { kind: 'room_not_found' }
  | { kind: 'too_many_pins'; most: number }

/** Rooms over the whole list of a user. */
export interface RoomCounts {
  /** with unread messages or marked as unread, outside the archive */
  unread: number
  /** dialogs to which the user is invited, outside the archive */
  requests: number
  archived: number
}
/** One user blocks another (`blocked`), or unblocks them. */
export interface PutBlock {
  widgetId: number
  userId: string
  peerId: string
  blocked: boolean
}

/** `rooms`: the pair's dialogs in which writing is allowed or forbidden from now on. `full`: as many as allowed */
export type PutBlockOutcome =
  | { kind: 'put'; item: OwnItemRow; changed: boolean; rooms: number[] }
  | { kind: 'full'; most: number }

/** A user changes some of their own settings. */
export interface PutSettings {
  widgetId: number
  userId: string
  settings: UserSettingsPatch
}

/** `by` and `reportId` are recorded. `reason` is what the user reads. */
export interface PutStanding {
  widgetId: number
  userId: string
  change:
    | {
        act: 'give'
        id: string
        kind: 'warn' | 'mute' | 'ban'
        until: number | null
        reason: string
        by: string
        reportId: string | null
      }
    /** with `id`: only that restriction; a newer one stays */
    | { act: 'lift'; kind: 'warn' | 'mute' | 'ban'; by: string; id?: string | undefined }
    /** the user has read it */
    | { act: 'confirm'; warningId: string }
}

/** Takes a user's id out of one room, a part at a time. `seqs`: of `messages`, which are deleted already. */
export interface EraseFromRoom {
  widgetId: number
  roomId: number
  userId: string
  /** what stands in its place */
  alias: string
  part: 'messages' | 'reactions' | 'member'
  seqs: readonly number[]
}

/** `more`: the same part again. `peerIds`: the other one of a dialog. */
export interface ErasedFromRoom {
  messages: Message[]
  more: boolean
  peerIds: string[]
}

/** A deleted message as it was, as the columns of its row have it. */
export interface RestoreMessage {
  widgetId: number
  roomId: number
  seq: number
  text: string | null
  parts: string | null
  editedAt: number | null
}

/** A report of a message (`seq`) or of a user (`userId`). */
export interface PutReport {
  widgetId: number
  id: string
  roomId: number
  seq: number | null
  userId: string | null
  reporterId: string
  reason: ReportReason
  comment: string
}

export type PutReportOutcome =
  | { kind: 'stored' }
  | { kind: 'refused'; reason: 'room_not_found' | 'message_not_found' | 'user_unknown' | 'own' }

/** What a user is to a room, without its content. */
export interface Membership {
  roomId: number
  state: MemberState
  /** the other one, in a dialog */
  peerId: string | null
  peerState: MemberState | null
  /** a dialog of which one user blocks the other */
  blocked: boolean
  room: RoomSize
  /** how far the room has come */
  lastRev: number
  /** messages up to here do not exist for the user */
  clearedSeq: number
}

/** One user in one room, and how far the room has come. */
export interface RoomHead {
  userId: string
  roomId: number
  state: MemberState
  lastRev: number
}

/**
 * The durable side of the chat. A promise of a write resolves after its commit (fsynced), never before.
 * Every method takes the widget first or in its argument; none reads across widgets.
 * @throws ChatError `server_busy` (with retryAfterMs) when the write queue is full
 */
export interface ChatStore {
  /** Another one after a restore: what clients hold may be newer than the store. */
  readonly epoch: string

  // reads
  /** in any state; null: the user was never in the room */
  roomOf(widgetId: number, roomId: number, userId: string): Promise<RoomRow | null>
  /** the part of the list that `filter` names; without one all of it, archived rooms too, and nothing is pinned */
  roomsOf(
    widgetId: number,
    userId: string,
    page: { cursor: string | null; limit: number; filter?: RoomFilter | undefined },
  ): Promise<{ rooms: RoomRow[]; next: string | null }>
  /**
   * the rooms of that list, at most 10,000, each by its title or by its peer's name and what it is about; the last
   * active first
   */
  roomNames(widgetId: number, userId: string): Promise<{ roomId: number; name: string }[]>
  /** of these rooms the ones that the user is in (not `left`, not `banned`), in no order */
  membershipsOf(widgetId: number, userId: string, roomIds: readonly number[]): Promise<Membership[]>
  /** the pair's dialog about `contextId`, or about nothing in particular, when it was ever made */
  dialogOf(widgetId: number, userId: string, peerId: string, contextId?: string): Promise<number | null>
  /** the group or channel with this name */
  roomOfPipe(
    widgetId: number,
    pipe: string,
  ): Promise<{ roomId: number; title: string | null; isPublic: boolean } | null>
  /** a public channel; null: it is missing or closed */
  publicRoom(widgetId: number, roomId: number): Promise<Room | null>
  /** the joined members of a group or channel, by user id in byte order, after `cursor` */
  membersOf(
    widgetId: number,
    roomId: number,
    page: { cursor: string | null; limit: number },
  ): Promise<{ members: Member[]; next: string | null }>
  /** the owners and admins of a room who are in it, owners first */
  managersOf(widgetId: number, roomId: number, limit: number): Promise<Member[]>
  /** the open requests to join a room, the earliest first */
  joinRequestsOf(
    widgetId: number,
    roomId: number,
    page: { cursor: string | null; limit: number },
  ): Promise<{ requests: JoinRequest[]; next: string | null }>
  /** a room of the directory; null: it is none, or the user is banned from it */
  listedRoom(widgetId: number, userId: string, roomId: number): Promise<ListedRoom | null>
  /** public rooms and rooms that users ask to join, with a title, the largest first */
  listedRooms(
    widgetId: number,
    userId: string,
    page: { cursor: string | null; limit: number },
  ): Promise<{ rooms: ListedRoom[]; next: string | null }>
  /** the titles of those rooms, at most 10,000, in the same order */
  listedTitles(widgetId: number, userId: string): Promise<{ roomId: number; title: string }[]>
  /** the links of a room, the newest first */
  invitesOf(widgetId: number, roomId: number): Promise<Invite[]>
  /** the room of a link, by the hash of its token */
  invitedRoom(widgetId: number, userId: string, tokenHash: string): Promise<InvitedRoom | null>
  /** those of these users who are in the room now, in no order */
  joinedOf(widgetId: number, roomId: number, userIds: readonly string[]): Promise<string[]>
  /** those of these users who are or were in the room */
  everIn(widgetId: number, roomId: number, userIds: readonly string[]): Promise<string[]>
  /** the other users of the user's dialogs in which something was said, the last active first */
  dialogPeers(widgetId: number, userId: string, limit: number): Promise<{ userId: string; name: string }[]>
  /** all rooms the user receives events of */
  roomSizesOf(widgetId: number, userId: string): Promise<(RoomSize & { roomId: number })[]>
  /** the rooms these users receive events of, with the last `rev` of each, in no order */
  roomHeadsOf(widgetId: number, userIds: readonly string[]): Promise<RoomHead[]>
  /** the same of one user, by room, after `after` */
  roomHeadsAfter(widgetId: number, userId: string, after: number, limit: number): Promise<readonly RoomHead[]>
  /** how many rooms the user receives events of; counts to `most` and no further */
  roomCountOf(widgetId: number, userId: string, most: number): Promise<number>
  roomCounts(widgetId: number, userId: string): Promise<RoomCounts>
  /** @param afterSeq messages up to here are left out: the reader has cleared them */
  messagesBefore(
    widgetId: number,
    roomId: number,
    beforeSeq: number | null,
    limit: number,
    afterSeq?: number,
  ): Promise<Message[]>
  messagesSince(widgetId: number, roomId: number, rev: number, limit: number, afterSeq?: number): Promise<Message[]>
  /** newest message first, those before `beforeSeq` and after `afterSeq` */
  pinnedMessages(
    widgetId: number,
    roomId: number,
    page: { beforeSeq: number | null; afterSeq: number; limit: number },
  ): Promise<Message[]>
  /** of these rooms the messages after `after` that mention the user, by room, in order */
  mentionsOf(
    widgetId: number,
    userId: string,
    rooms: readonly { roomId: number; after: number }[],
  ): Promise<Map<number, number[]>>
  /** in the order of the places; null: there is no such message */
  messagesAt(widgetId: number, places: readonly { roomId: number; seq: number }[]): Promise<(Message | null)[]>
  /** what the message said before its edits, the newest first */
  versionsOf(widgetId: number, roomId: number, seq: number): Promise<MessageVersion[]>
  /** ids of the users who reacted with this emoji, the earliest first, after `cursor` */
  reactedWith(
    widgetId: number,
    message: { roomId: number; seq: number; emoji: string },
    page: { cursor: string | null; limit: number },
  ): Promise<{ userIds: string[]; next: string | null }>
  hasReacted(
    widgetId: number,
    message: { roomId: number; seq: number; emoji: string },
    userId: string,
  ): Promise<boolean>
  users(widgetId: number, userIds: readonly string[]): Promise<ChatUser[]>
  upload(widgetId: number, uploadId: string): Promise<Upload | null>
  /** of this content, if it is stored */
  blobOf(widgetId: number, content: string): Promise<{ blobId: string; facts: BlobFacts } | null>
  /** of a message that is not deleted */
  file(widgetId: number, fileId: string): Promise<StoredFile | null>
  /** those of these files that are in the room, with the `seq` of their messages */
  filesOf(widgetId: number, roomId: number, fileIds: readonly string[]): Promise<{ fileId: string; seq: number }[]>
  /** bytes of all files of the widget */
  fileBytes(widgetId: number): Promise<number>
  /** by rev, after `rev` */
  ownItems(widgetId: number, userId: string, rev: number, limit: number): Promise<OwnItemRow[]>
  /** those of these keys that are not taken back */
  ownItemsAt(widgetId: number, userId: string, keys: readonly string[]): Promise<OwnItemRow[]>
  /** the user's starred messages, the last starred first */
  starred(widgetId: number, userId: string): Promise<{ roomId: number; seq: number; at: number }[]>
  /** the last own-state rev of these users; users without one are left out */
  ownRevs(widgetId: number, userIds: readonly string[]): Promise<{ userId: string; rev: number }[]>

  /** of these users the ones who block the user, or that the user blocks */
  blocksBetween(widgetId: number, userId: string, peerIds: readonly string[]): Promise<string[]>
  /** users that the user blocks, the last blocked first; `cursor`: the `rev` of the page's last one */
  blocksOf(
    widgetId: number,
    userId: string,
    page: { cursor: number | null; limit: number },
  ): Promise<{ userId: string; rev: number }[]>

  // writes
  appendMessage(input: AppendMessage): Promise<AppendOutcome>
  editMessage(input: {
    widgetId: number
    roomId: number
    seq: number
    senderId: string
    siteAdmin?: boolean
    text: string
    /** they replace those of the message */
    parts?: MessageParts
    masked?: MaskedText
    /** its first link: the message keeps the preview of the same link */
    link?: string | null
    /** a message from before this time is no longer edited; missing: any is */
    since?: number
    /** what it said before stays readable */
    keepsVersion?: boolean
  }): Promise<ChangeOutcome>
  changeReactions(input: ChangeReactions): Promise<ReactionsOutcome>
  /** `senderId` null: a moderator deletes it */
  deleteMessage(input: {
    widgetId: number
    roomId: number
    seq: number
    senderId: string | null
    /** a sender no longer deletes a message from before this time; missing: any */
    since?: number
  }): Promise<ChangeOutcome>
  putPreview(input: Omit<PutPreview, 'at'>): Promise<PutPreviewOutcome>
  removePreview(message: { widgetId: number; roomId: number; seq: number; senderId: string }): Promise<ChangeOutcome>
  pinMessage(input: PinMessage): Promise<PinOutcome>
  /**
   * Makes the pair's one dialog about `context`, or returns it.
   * @throws ChatError widget_unknown; blocked for a new dialog; forbidden when either is in as many rooms as a user may
   * be
   */
  openDialog(input: OpenDialog): Promise<OpenedDialog>
  /**
   * Makes the room of that name with its members, `ownerId` first, or returns the one there is, unchanged. A room
   * that the site's own server makes has no owner (null).
   * @throws ChatError widget_unknown; forbidden when its owner is in as many rooms as a user may be. Others who are,
   * are left out
   */
  makeRoom(input: {
    widgetId: number
    pipe: string
    title: string | null
    isPublic: boolean
    ownerId: string | null
    userIds: string[]
    description?: string | null
    rights?: RoomRights
    byRequest?: boolean
    /** the room's messages begin with who created it */
    withNotice?: boolean
  }): Promise<{ roomId: number; created: boolean; isOwner: boolean; notices: Message[] }>
  editRoom(input: EditRoom): Promise<EditRoomOutcome>
  moderateRoom(input: ModerateRoom): Promise<ModerateRoomOutcome>
  createInvite(input: CreateInvite): Promise<InviteOutcome>
  revokeInvite(input: RevokeInvite): Promise<InviteOutcome>
  changeRole(input: ChangeRole): Promise<RoleOutcome>
  changeMembers(input: ChangeMembers): Promise<MembersOutcome>
  changeJoinRequests(input: ChangeJoinRequests): Promise<JoinRequestsOutcome>
  /** Only the invited user answers; `unchanged` when the answer is what holds already. */
  answerDialog(input: {
    widgetId: number
    roomId: number
    userId: string
    accept: boolean
  }): Promise<'answered' | 'unchanged' | 'not_invited' | 'room_not_found' | 'too_many_rooms' | 'blocked'>
  /** Returns the watermarks that really moved. */
  moveWatermarks(input: MoveWatermarks[]): Promise<MovedWatermark[]>
  /** Stores what the site said; returns the ids whose public card changed. */
  putUsers(widgetId: number, users: SiteUser[]): Promise<string[]>
  /** Stores a row for a user who came by token, before the site describes them. */
  touchUser(widgetId: number, userId: string): Promise<void>
  /** Takes the user's next rev, unless the value is the stored one (`changed: false`). */
  putOwnItem(input: PutOwnItem): Promise<{ item: OwnItemRow; changed: boolean }>
  /** Stars or hides messages. Only a user who is in the room does. */
  markMessages(input: MarkMessages): Promise<MarkOutcome>
  putDraft(input: PutDraft): Promise<DraftOutcome>
  createUpload(input: CreateUpload): Promise<'created' | 'too_many'>
  /** Before its bytes are stored: what is not settled is removed again by the clean-up. */
  reserveBlob(input: ReserveBlob): Promise<'reserved' | 'quota_exceeded'>
  settleUpload(input: SettleUpload): Promise<SettleOutcome>
  /** A job that waits, or was given up, begins anew. */
  addJob(input: AddJob): Promise<void>
  /** Takes jobs that are due; those that are not ended within `leaseMs` are due again. */
  claimJobs(widgetId: number, page: { kinds: readonly string[]; limit: number; leaseMs: number }): Promise<Job[]>
  /** The run goes on: its lease begins anew. */
  renewJob(run: { widgetId: number; id: string; tries: number; leaseMs: number }): Promise<void>
  endJob(input: EndJob): Promise<void>
  /** Its bytes are gone. */
  forgetBlob(widgetId: number, blobId: string): Promise<void>
  /** The user gave it up. Its blob stays until the clean-up. */
  removeUpload(widgetId: number, uploadId: string): Promise<void>
  /** Each item that changes takes the user's next rev. Only a user who is in the room sets anything. */
  setRoomFlag(input: SetRoomFlag): Promise<RoomFlagOutcome>
  /** The same for a block, which also binds the pair's dialogs. */
  putBlock(input: PutBlock): Promise<PutBlockOutcome>
  /** Changes what is named of the user's own settings. */
  putSettings(input: PutSettings): Promise<{ item: OwnItemRow; changed: boolean }>
  eraseFromRoom(input: EraseFromRoom): Promise<ErasedFromRoom>
  restoreMessage(input: RestoreMessage): Promise<ChangeOutcome>
  /** Warns, mutes or bans a user, or ends that; the user's own state tells their devices. */
  putStanding(input: PutStanding): Promise<{ item: OwnItemRow; changed: boolean }>
  /** Stores it with a copy of the messages around it, unless the reporter has an open one of the same. */
  putReport(input: PutReport): Promise<PutReportOutcome>
  setLastSeen(input: { widgetId: number; userId: string; at: number }[]): Promise<void>
}

export interface FindMessages {
  widgetId: number
  userId: string
  query: string
  /** null: in all rooms of the user */
  roomId: number | null
  fromUser: string | null
  has: 'link' | 'file' | 'image' | null
  /** created at this time or later, milliseconds since 1970 */
  after: number | null
  /** created before this time */
  before: number | null
  cursor: string | null
  limit: number
}

/** A message that has the words, in the text that it got at `editedAt`. */
export interface FoundMessage {
  roomId: number
  seq: number
  editedAt: number | null
  /** places of the words in the text: `[offset, length]` in UTF-16 */
  ranges: [number, number][]
}

export interface FoundMessages {
  /** newest first; may be fewer than the limit although there are more */
  found: FoundMessage[]
  next: string | null
  /** in one room, on the first page: how many there are, counted to `MOST_COUNTED` */
  count: number | null
}

/** The index of messages' words. It follows the store by each room's `rev`, a moment later. */
export interface MessageSearch {
  /** @throws ChatError invalid_field for a cursor that no page returned, search_off, server_busy */
  find(search: FindMessages): Promise<FoundMessages>
  /** A hint: messages of the room changed. */
  changed(widgetId: number, roomId: number): void
  /** Removes a deleted widget's words. */
  erase(widgetId: number): Promise<void>
  close(): Promise<void>
}
