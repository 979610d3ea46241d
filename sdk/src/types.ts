import type {
  ErrorBody,
  Member,
  MemberRole,
  MemberState,
  Message,
  Presence,
  RoomSummary,
  UserCard,
  Watermarks,
} from '@imbachat/protocol'
import type { Connection, ConnectionOptions } from './connection.ts'

/** A value that changes. `subscribe` calls back after each change (not at once); values are immutable snapshots. */
export interface Observable<T> {
  get(): T
  subscribe(changed: (value: T) => void): () => void
}

/** What the UI shows of the connection. */
export type ConnectionState =
  | { kind: 'connecting' }
  | { kind: 'online' }
  /** the network or the server is away; `retryAt` is when the next try starts, milliseconds since 1970 */
  | { kind: 'offline'; retryAt: number }
  /** the token ended and the page was asked for another */
  | { kind: 'waiting_for_token' }
  /** the server will not have us; nothing is tried until `setToken` */
  | { kind: 'refused'; error: ErrorBody }
  | { kind: 'closed' }

export interface ChatClientOptions {
  /** the chat server, `https://chat.example`; http or https, without query and fragment */
  url: string
  widgetId: number
  /** null: a guest */
  token: string | null
  /** asked for a fresh token before the old one ends and after the server refused it as expired; null or a rejection: none to be had now */
  tokenProvider?: (() => Promise<string | null>) | undefined
  /** where unsent messages wait; default IndexedDB where there is one, else memory */
  outboxStorage?: OutboxStorage | undefined
  /** default: a connection of its own; `shareConnection` of `@imbachat/sdk/sharing` shares one with the browser's other tabs */
  connect?: ((options: ConnectionOptions) => Connection) | undefined
  /** default: the platform's */
  clock?: SdkClock | undefined
}

/** With the connection that the client is to use. */
export interface ConnectedClientOptions extends ChatClientOptions {
  connect(options: ConnectionOptions): Connection
}

/** Time as a dependency. Milliseconds. */
export interface SdkClock {
  now(): number
  after(ms: number, run: () => void): () => void
}

/** A message that was written but not yet acked. */
export interface OutgoingMessage {
  client_id: string
  room_id: number
  text: string
  reply_to: number | null
  created_at: number
  /** `waiting` is tried again by itself; `failed` was refused and stays until retried or discarded by the user */
  status: { kind: 'waiting' } | { kind: 'failed'; error: ErrorBody }
}

/** Kept per (server, widget, user); ordered by time of writing. */
export interface OutboxStorage {
  all(): Promise<OutgoingMessage[]>
  put(message: OutgoingMessage): Promise<void>
  remove(clientId: string): Promise<void>
}

export interface RoomListState {
  /** last active first */
  rooms: RoomSummary[]
  /** the first page has come */
  loaded: boolean
  /** older ones can be loaded */
  more: boolean
  /** rooms with unread messages: the badge */
  unreadRooms: number
}

/** An emoji that the user puts on a message (`on`) or takes off it. */
export interface OwnReaction {
  seq: number
  emoji: string
  on: boolean
}

export interface TimelineState {
  /** by seq, without a gap between the first and the last */
  messages: Message[]
  /** written here or in another tab of this browser and not yet acked, in order */
  outgoing: OutgoingMessage[]
  loaded: boolean
  /** older ones can be loaded */
  more: boolean
  /** of the others whose receipts are known: in a dialog the peer, in a live room its members, in a large one nobody */
  watermarks: Watermarks[]
  /** the room as the user now sees it, also when he is no longer in it; null: not known yet */
  room: RoomSummary | null
  /** ids of others who type now */
  typing: string[]
  /** the user's own reactions that the server has not confirmed yet; `shownReactions` puts them on the messages */
  reacting: OwnReaction[]
}

/** One room while it is open. Close it when it is no longer shown. */
export interface Timeline {
  readonly roomId: number
  readonly state: Observable<TimelineState>
  loadOlder(): Promise<void>
  /** Stores the message first, then sends it; resolves when stored. Rejects only when it can't be stored. */
  send(text: string, replyTo?: number): Promise<OutgoingMessage>
  retry(clientId: string): Promise<void>
  discard(clientId: string): Promise<void>
  edit(seq: number, text: string): Promise<void>
  delete(seq: number): Promise<void>
  /**
   * Puts an emoji on a message, or takes it off when it is the user's own. Shown at once; sent when there is a connection.
   * @throws ChatRequestError when the server refuses it
   */
  toggleReaction(seq: number, emoji: string): Promise<void>
  /** A page of the users who reacted with this emoji. @throws ChatRequestError */
  reactedWith(seq: number, emoji: string, cursor?: string): Promise<{ users: UserCard[]; next: string | null }>
  /** The user has seen everything up to `seq`. Cheap to call often. */
  markRead(seq: number): void
  /** Call at each keystroke and with false when the composer empties; the sdk spaces it out. */
  setTyping(typing: boolean): void
  /** The room is on the screen: what the server does not tell by itself of a large one is asked for now and then. */
  setShown(shown: boolean): void
  close(): void
}

/** A room of many, named by its pipe. */
export interface RoomByPipe {
  /** its name for programs, unique in the widget */
  pipe: string
  /** what people call it; counts when it is made */
  title?: string | undefined
  /** everybody may join; counts when it is made */
  isPublic?: boolean | undefined
  /** whom to take in, when it is made or by who may manage it; up to 100, more by `addMembers` */
  userIds?: readonly (string | number)[] | undefined
}

export interface MemberListState {
  /** by user id, as far as loaded */
  members: readonly Member[]
  /** how many there are */
  count: number
  loaded: boolean
  more: boolean
}

/** Who is in a room. Close it when it is no longer shown. */
export interface MemberList {
  readonly state: Observable<MemberListState>
  /** The first page, then the next. @throws ChatRequestError */
  loadMore(): Promise<void>
  close(): void
}

export interface RoomList {
  readonly state: Observable<RoomListState>
  loadMore(): Promise<void>
  /**
   * Rooms of the user by title or peer's name; those that are found join the list. Rejects with a ChatRequestError.
   * @returns the cursor of the next page, null at the end
   */
  search(query: string, cursor?: string | null): Promise<string | null>
}

/** Emitted for sound, notification and title: a message of another user came live (not by catching up). */
export interface IncomingMessage {
  room: RoomSummary
  message: Message
}

export interface ChatClient {
  readonly connection: Observable<ConnectionState>
  /** null while not signed in, and for guests */
  readonly me: Observable<UserCard | null>
  readonly rooms: RoomList
  /** cards of every user seen, by id; names change live */
  readonly users: Observable<ReadonlyMap<string, UserCard>>
  /** of the peers watched by `watchPresence`, by user id */
  readonly presence: Observable<ReadonlyMap<string, Presence>>
  /** ids of others who type now, by room; rooms in which nobody does are not in it */
  readonly typing: Observable<ReadonlyMap<number, readonly string[]>>
  /** what was written and has not arrived, of all rooms; also of such as the user is no longer in */
  readonly outgoing: Observable<readonly OutgoingMessage[]>
  /** until when each muted conversation is muted, milliseconds since 1970; also those whose time is over */
  readonly muted: Observable<ReadonlyMap<number, number>>
  /** On all devices of the user. `until` null unmutes; `MUTED_FOREVER` has no end. @throws ChatRequestError */
  muteRoom(roomId: number, until: number | null): Promise<void>
  /** Gives up a message that was not sent. */
  discard(clientId: string): Promise<void>
  /** longest message, characters; from the server */
  readonly messageMaxChars: Observable<number>
  /** @throws ChatRequestError with the server's code */
  openDialog(userId: string | number, permission?: string): Promise<RoomSummary>
  /** Users whom the site finds by a part of their name, 2 to 100 characters; else peers of the user's dialogs. @throws ChatRequestError */
  searchPeople(query: string): Promise<UserCard[]>
  /** The user's friends as the site knows them, else peers of the user's dialogs. @throws ChatRequestError */
  friends(): Promise<UserCard[]>
  answerDialog(roomId: number, accept: boolean): Promise<RoomSummary>
  /** The room of that pipe, made when missing; of a public one the user becomes a member. @throws ChatRequestError */
  openRoomByPipe(wish: RoomByPipe): Promise<RoomSummary>
  /** Joins a public room (again). @throws ChatRequestError */
  joinRoom(roomId: number): Promise<RoomSummary>
  /** Leaves a room of many: it goes off the list. @throws ChatRequestError */
  leaveRoom(roomId: number): Promise<void>
  openMembers(roomId: number): MemberList
  /** As many as one likes; it may take a while. @returns ids of those who were not in it before. @throws ChatRequestError */
  addMembers(roomId: number, userIds: readonly (string | number)[]): Promise<string[]>
  /** `ban`: he does not come back by himself. @throws ChatRequestError */
  removeMember(roomId: number, userId: string, how?: { ban?: boolean }): Promise<void>
  /**
   * A name for a guest, where guests write. Signs in by `setToken(token)`; keep the token to stay the same guest.
   * @throws ChatRequestError
   */
  enterAsGuest(name: string): Promise<{ token: string; user: UserCard }>
  openRoom(roomId: number): Timeline
  /** the dialogs that are on the screen; replaces the set before */
  watchPresence(roomIds: number[]): void
  onIncoming(receive: (incoming: IncomingMessage) => void): () => void
  /** another token: of the same user renews, of another user starts over as him */
  setToken(token: string | null): void
  /** Closes for good. Unsent messages stay stored. */
  close(): void
}

export type { ErrorBody, Member, MemberRole, MemberState, Message, Presence, RoomSummary, UserCard, Watermarks }
