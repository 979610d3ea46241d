import type {
  Attachment,
  AttachmentKind,
  Call,
  CallPart,
  DialogContext,
  Entity,
  ErrorBody,
  ForwardOrigin,
  HeldMessage,
  Invite,
  JoinRequest,
  LinkPreview,
  ListedRoom,
  Mask,
  Member,
  MemberRole,
  MemberState,
  Message,
  Notice,
  Presence,
  ReplyTo,
  RequestInput,
  RoomFilter,
  RoomPicture,
  RoomRights,
  RoomSummary,
  UserCard,
  Watermarks,
} from '@imbachat/protocol'
import type { Card, CardButton } from '@imbachat/protocol/messages/cards'

/** A value that changes. `subscribe` calls back after each change, not at once. Values are immutable snapshots. */
export interface Observable<T> {
  get(): T
  subscribe(changed: (value: T) => void): () => void
}

/** The connection's state for the UI. */
export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'online' }
  /** the network or the server is unreachable; `retryAt` is the time of the next try, milliseconds since 1970 */
  | { kind: 'offline'; retryAt: number }
  /** the token expired and the page was asked for another */
  | { kind: 'waiting_for_token' }
  /** the page has no token: the user has to reload it. The client asks again by itself and takes `setToken` */
  | { kind: 'expired' }
  /**
   * the server refused the client. A ban or a suspension (`banned`, `widget_suspended`) may be taken back: the client
   * tries again by itself, at most every 30 s. Any other refusal is final until `setToken`
   */
  | { kind: 'refused'; error: ErrorBody }
  | { kind: 'closed' }

/** Time as a dependency. Milliseconds. */
export interface SdkClock {
  now(): number
  after(ms: number, run: () => void): () => void
}

/** Options of an upload. */
export interface UploadOptions {
  /** default: the `name` of a `File` */
  name?: string | undefined
  /** default: by the content; `file` sends a picture or a video untouched */
  kind?: AttachmentKind | undefined
  /** pixels of a video */
  width?: number | undefined
  height?: number | undefined
  /** of a video or a voice message */
  duration_ms?: number | undefined
  /** of a voice message: loudness over its length, up to 64 whole numbers from 0 to 31 */
  bars?: readonly number[] | undefined
  /** bytes that the server has, of all */
  onProgress?: ((sent: number, total: number) => void) | undefined
  /** gives the upload up */
  signal?: AbortSignal | undefined
  /** continues an upload of the same file that an earlier page began; one that the server has lost begins again */
  begun?: BegunUpload | undefined
  /** the value that a later page passes as `begun`. It has a secret of this user: keep it in this browser alone */
  onBegun?: ((begun: BegunUpload) => void) | undefined
}

/** The place of an upload on the server. */
export type BegunUpload = ReplyTo<'upload.create'>

/**
 * A finished upload as a message takes it. `poster_id` is the `file_id` of an uploaded picture that a video shows
 * before it plays.
 */
export interface OutgoingAttachment extends Attachment {
  poster_id?: string
}

export interface SendOptions {
  /** `seq` of the message that this one answers */
  reply_to?: number | undefined
  /** formatting of the text, which itself has no markup */
  entities?: Entity[] | undefined
  /** finished uploads for this room, up to 10; the text may be empty then */
  attachments?: readonly OutgoingAttachment[] | undefined
  /** it counts as unread, and no client notifies its user of it */
  silent?: boolean | undefined
  /** of `newClientId`, for a message that had an id before it could be sent; default: a new one */
  client_id?: string | undefined
}

/** A message that was written but not acked yet. */
export interface OutgoingMessage {
  client_id: string
  room_id: number
  text: string
  reply_to: number | null
  /** missing if the text has no formatting */
  entities?: Entity[]
  /** missing if the message has no files */
  attachments?: readonly OutgoingAttachment[]
  silent?: true
  /** the forwarded message; `text` and `attachments` are only shown until the server has read it */
  forward?: { room_id: number; seq: number; origin: ForwardOrigin }
  /** `rev` of the draft that it was */
  draft?: number | undefined
  created_at: number
  /** the client retries `waiting` by itself; `failed` was refused and stays until the user retries or discards it */
  status: { kind: 'waiting' } | { kind: 'failed'; error: ErrorBody }
}

/** Kept per server, widget and user; ordered by time of writing. */
export interface OutboxStorage {
  all(): Promise<OutgoingMessage[]>
  put(message: OutgoingMessage): Promise<void>
  remove(client_id: string): Promise<void>
  /** the client ends, or another user signed in */
  close?(): Promise<void>
}

/** The user's own flags of a conversation, on all devices; flags that were never set are absent. */
export interface RoomFlags {
  /** milliseconds since 1970; null: not muted */
  mute?: { until: number | null }
  /** the highest is first; null: not pinned */
  pin?: { order: number | null }
  /** `last_seq` of the room when it was archived; null: not archived. See `RoomListState.archived` */
  archive?: { seq: number | null }
  /** marked as unread, whatever was read */
  unread?: { marked: boolean }
  /**
   * messages up to `up_to_seq` do not exist for the user; a dialog without messages after `hidden_seq` is not listed
   */
  cleared?: { up_to_seq: number; hidden_seq: number }
  /** the user's request to join the room; null: they no longer ask, or they are in it */
  ask?: { request: { title: string; declined_until: number | null } | null }
  /** the user's draft; see `message-acts` */
  draft?: Draft
  /** starred messages, by `seq` */
  star?: { messages: readonly { seq: number; at: number }[] }
  /** messages that the user deleted for themself: first and last `seq` of each range. Don't show them */
  hidden?: { ranges: readonly (readonly number[])[] }
  /** the user's messages that others do not see, the oldest first; see `message-acts` */
  held?: { messages: readonly HeldMessage[] }
}

/** A user's draft in a room, as the server has it. */
export interface Draft {
  /** '' without `reply_to`: nothing */
  text: string
  reply_to: number | null
  /** milliseconds since 1970 */
  at: number
  rev: number
}

export interface RoomListState {
  /** outside the archive: pinned rooms first, then the last active first */
  rooms: RoomSummary[]
  /** rooms in which nothing was said since they were archived, and muted ones; the last active first */
  archived: RoomSummary[]
  /** the first page is loaded */
  loaded: boolean
  /** older rooms can be loaded */
  more: boolean
  /** number of rooms outside the archive with unread messages or marked as unread, for the badge */
  unreadRooms: number
  /** number of dialogs outside the archive to which the user is invited */
  requests: number
  /** number of archived rooms */
  archivedRooms: number
}

/** An emoji that the user adds to a message (`on`) or removes. */
export interface OwnReaction {
  seq: number
  emoji: string
  on: boolean
}

export interface TimelineState {
  /** by seq, without a gap between the first and the last */
  messages: Message[]
  /** written here or in another tab of this browser and not acked yet, in order */
  outgoing: OutgoingMessage[]
  loaded: boolean
  /** older messages can be loaded */
  more: boolean
  /** `goTo` of `@imbachat/sdk/history` has shown a part of the history, and newer messages can be loaded */
  newer: boolean
  /**
   * of other members whose receipts are known: the peer in a dialog, the members of a live room; empty in a larger room
   */
  watermarks: Watermarks[]
  /** the room as the user now sees it, even if they are no longer a member; null: not known yet */
  room: RoomSummary | null
  /** ids of other users who are typing */
  typing: string[]
  /** the user's own reactions that the server has not confirmed yet; `shownReactions` adds them to the messages */
  reacting: OwnReaction[]
}

/** A part of the history; empty: the newest messages. */
export interface TimelinePlace {
  before_seq?: number
  /** messages; default 50 */
  limit?: number
  /** milliseconds since 1970: the first message of that time or later comes first */
  at?: number
}

/** One room while it is open. Close it when it is no longer shown. */
export interface Timeline {
  readonly room_id: number
  readonly state: Observable<TimelineState>
  loadOlder(): Promise<void>
  /**
   * Stores the message first, then sends it. Resolves when it is stored; rejects only if it can't be stored.
   * @param options a number is `reply_to`
   */
  send(text: string, options?: number | SendOptions): Promise<OutgoingMessage>
  retry(client_id: string): Promise<void>
  discard(client_id: string): Promise<void>
  /** Replaces text and formatting. */
  edit(seq: number, text: string, entities?: Entity[]): Promise<void>
  delete(seq: number): Promise<void>
  /**
   * Adds an emoji to a message, or removes the user's own. It shows at once and is sent when there is a connection.
   * @throws ChatRequestError if the server refuses it
   */
  toggleReaction(seq: number, emoji: string): Promise<void>
  /**
   * Adds the user's reaction to a message, which need not be loaded. Adding it twice is adding it once.
   * @throws ChatRequestError if the server refuses it
   */
  addReaction(seq: number, emoji: string): Promise<void>
  /** Removes the user's reaction; without one it changes nothing. @throws ChatRequestError if the server refuses it */
  removeReaction(seq: number, emoji: string): Promise<void>
  /** A page of the users who reacted with this emoji. @throws ChatRequestError */
  reactedWith(seq: number, emoji: string, cursor?: string): Promise<{ users: UserCard[]; next: string | null }>
  /** The user has seen everything up to `seq`. Cheap to call often. */
  markRead(seq: number): void
  /** Call it at each keystroke, and with false when the composer becomes empty; the sdk throttles it. */
  setTyping(typing: boolean): void
  /**
   * The room is on the screen: for a large room, the client then requests now and then what the server does not send as
   * events.
   */
  setShown(shown: boolean): void
  close(): void
}

/** A group or channel, named by its pipe. */
export interface RoomByPipe {
  /** its name for programs, unique in the widget */
  pipe: string
  /** its name for people; used when the room is created */
  title?: string | undefined
  /** every user may join; used when the room is created */
  is_public?: boolean | undefined
  /** users to add, when the room is created or by a user who may manage it; up to 100, more by `groupActs` */
  user_ids?: readonly (string | number)[] | undefined
  /**
   * false: a public room is read without joining it. It is in no list and has no unread count; its `write_block` is
   * `not_joined` until `joinRoom`. A room that is missing or closed is refused. Default: true
   */
  join?: boolean | undefined
}

export interface MemberListState {
  /** by user id, as far as loaded */
  members: readonly Member[]
  /** the number of all members */
  count: number
  loaded: boolean
  more: boolean
}

/** The members of a room. Close it when it is no longer shown. */
export interface MemberList {
  readonly state: Observable<MemberListState>
  /** Loads the first page, then the next. @throws ChatRequestError */
  loadMore(): Promise<void>
  close(): void
}

export interface RoomList {
  readonly state: Observable<RoomListState>
  loadMore(): Promise<void>
  /**
   * Loads a page of a part of the list, the first one without a cursor; its rooms join the list. Rejects with a
   * ChatRequestError.
   * @returns the cursor of the next page, null at the end
   */
  list(filter: RoomFilter, cursor?: string | null): Promise<string | null>
  /**
   * Finds the user's rooms by title or peer's name; found rooms join the list. Rejects with a ChatRequestError.
   * @returns the cursor of the next page, null at the end
   */
  search(query: string, cursor?: string | null): Promise<string | null>
  /**
   * Adds one of the user's rooms to the list, also one that is further down or an empty dialog. Rejects with a
   * ChatRequestError.
   */
  load(room_id: number): Promise<RoomSummary>
}

/** Emitted for sound, notification and title: a new message of another user arrived as an event, not by catching up. */
export interface IncomingMessage {
  room: RoomSummary
  message: Message
}

/** Emitted once: the server has stored a message that the user wrote with this client, not in another tab or device. */
export interface SentMessage {
  room_id: number
  seq: number
}

export type {
  Attachment,
  AttachmentKind,
  Call,
  CallPart,
  Card,
  CardButton,
  DialogContext,
  Entity,
  ErrorBody,
  ForwardOrigin,
  HeldMessage,
  Invite,
  JoinRequest,
  LinkPreview,
  ListedRoom,
  Mask,
  Member,
  MemberRole,
  MemberState,
  Message,
  Notice,
  Presence,
  RoomFilter,
  RoomPicture,
  RoomRights,
  RoomSummary,
  UserCard,
  Watermarks,
}

/** The subject of a dialog, as the site names it. Addresses are absolute; the server says which ones it takes. */
export type ContextGiven = NonNullable<RequestInput<'dialog.open'>['context']>
