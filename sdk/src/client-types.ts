import type { Attachment, Presence, RoomSummary, Standing, UserCard } from '@imbachat/protocol'
import type { UserSettings } from '@imbachat/protocol/user-settings'
import type { OwnProfile } from '@imbachat/protocol/users/user'
import type { RoomActParts } from './acts/room-act-parts.ts'
import type { Session } from './session.ts'
import type {
  ConnectionState,
  ContextGiven,
  IncomingMessage,
  MemberList,
  Observable,
  OutgoingMessage,
  RoomByPipe,
  RoomFlags,
  RoomList,
  SentMessage,
  Timeline,
  UploadOptions,
} from './types.ts'

export type * from './client-options.ts'

export interface ChatClient {
  readonly connection: Observable<ConnectionState>
  /** null while not signed in, and for guests */
  readonly me: Observable<UserCard | null>
  /**
   * Other names of the user, such as their shop, if the site lists any. A client with the option `profile` acts as one
   * of them.
   */
  readonly profiles: Observable<readonly OwnProfile[]>
  readonly rooms: RoomList
  /** cards of every known user, by id; names change live */
  readonly users: Observable<ReadonlyMap<string, UserCard>>
  /** of the peers watched by `watchPresence`, by user id */
  readonly presence: Observable<ReadonlyMap<string, Presence>>
  /** ids of other users who are typing, by room; rooms without any are left out */
  readonly typing: Observable<ReadonlyMap<number, readonly string[]>>
  /** written but unacked messages of all rooms, including rooms that the user has left */
  readonly outgoing: Observable<readonly OutgoingMessage[]>
  /** the user's own flags of conversations, by room; rooms without flags are left out */
  readonly flags: Observable<ReadonlyMap<number, RoomFlags>>
  /** ids of the users that the user has blocked */
  readonly blocked: Observable<ReadonlySet<string>>
  /**
   * the user's own card in the rooms where they are one of their profiles, by room; empty without `withProfiles` of
   * `@imbachat/sdk/profiles`
   */
  readonly asProfile: Observable<ReadonlyMap<number, UserCard>>
  /** the user's settings; null: `DEFAULT_USER_SETTINGS` */
  readonly settings: Observable<UserSettings | null>
  /** restrictions by the widget's moderators; null: never any. An ended one stays until the next change */
  readonly standing: Observable<Standing | null>
  /**
   * for `messageActs` of `@imbachat/sdk/message-acts`, `roomActs` of `@imbachat/sdk/room-acts`, `safetyActs` of
   * `@imbachat/sdk/safety-acts`, `groupActs` of `@imbachat/sdk/group-acts` and `peopleActs` of
   * `@imbachat/sdk/people-acts`
   */
  internals(): RoomActParts
  /** for `withProfiles` of `@imbachat/sdk/profiles` */
  session(): Session
  /** Goes on with another session, and does not end the present one. */
  use(session: Session): void
  /** Discards a message that was not sent. */
  discard(client_id: string): Promise<void>
  /** longest message, characters; set by the server */
  readonly messageMaxChars: Observable<number>
  /**
   * The one dialog with that user, or the one about `context`. @throws ChatRequestError with the server's code
   * @param profile with `withProfiles`: the user's own name in it, the id of one of their profiles
   */
  openDialog(
    user_id: string | number,
    permission?: string,
    context?: ContextGiven,
    profile?: string | undefined,
  ): Promise<RoomSummary>
  answerDialog(room_id: number, accept: boolean): Promise<RoomSummary>
  /**
   * The room of that pipe, created if it is missing; the user joins it if it is public, or reads it with `join: false`.
   * @throws ChatRequestError
   */
  openRoomByPipe(input: RoomByPipe): Promise<RoomSummary>
  /** Joins a public room (again). @throws ChatRequestError */
  joinRoom(room_id: number): Promise<RoomSummary>
  /** Leaves a group or channel, which then leaves the list. @throws ChatRequestError */
  leaveRoom(room_id: number): Promise<void>
  openMembers(room_id: number): MemberList
  /**
   * Gives a guest a name, if the widget lets guests write. Sign in by `setToken(token)`; keep the token to stay the
   * same guest.
   * @throws ChatRequestError
   */
  enterAsGuest(name: string): Promise<{ token: string; user: UserCard }>
  openRoom(room_id: number): Timeline
  /**
   * Uploads a file for a message in this room. Continues by itself after the network was away. Send the result with
   * `Timeline.send`.
   * @throws ChatRequestError if the server refuses the file; DOMException AbortError
   */
  uploadFile(room_id: number, file: Blob, options?: UploadOptions): Promise<Attachment>
  /**
   * An address to fetch a file of the room, good for at least a minute. `thumb` exists where the attachment says so.
   * `token` of an invite link opens the picture of its room.
   * @throws ChatRequestError room_not_found, file_not_found
   */
  fileUrl(room_id: number, file_id: string, variant?: 'original' | 'thumb', token?: string | undefined): Promise<string>
  /** the dialogs on the screen; replaces the previous set */
  watchPresence(room_ids: number[]): void
  onIncoming(receive: (incoming: IncomingMessage) => void): () => void
  onSent(receive: (sent: SentMessage) => void): () => void
  /** another token: one of the same user renews, one of another user starts over as that user */
  setToken(token: string | null): void
  /**
   * After `refused`: asks the server whether a ban or a suspension still holds, and resolves with its answer, or with
   * false if the server was not reached. After `expired`: asks the page again, and does not wait for it. While offline:
   * connects now.
   */
  retry(): Promise<boolean>
  /** Closes for good. Unsent messages stay stored. */
  close(): void
}
