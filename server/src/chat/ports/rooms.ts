import type {
  DialogContext,
  MemberState,
  Message,
  RoomFilter,
  RoomPicture,
  RoomRights,
  RoomType,
} from '@imbachat/protocol'
import type { RoomPlace } from '../rooms/room-place.ts'
import type { Member } from './members.ts'

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
  /** nobody writes: in a dialog one user blocks the other; another room is frozen or archived */
  blocked: boolean
  /** moderators put it away: nobody writes, and no list but the archive has it */
  archived: boolean
  /** of its messages, those that do not count as unread */
  uncounted: number
  /** its pinned messages */
  pins: number
  createdAt: number
  /** time of the last message, else createdAt */
  activeAt: number
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

/** What decides how much of a room is told live. */
export type RoomSize = Pick<Room, 'type' | 'memberCount'>

/** What all who receive a room get when it changes. */
export type RoomInfo = Pick<Room, 'title' | 'description' | 'isPublic' | 'byRequest' | 'picture' | 'rights'> & {
  /** moderators let nobody write in it */
  frozen: boolean
  /** moderators put it away, which freezes it too */
  archived: boolean
}

/** What a user is to a room, without its content. */
export interface Membership {
  roomId: number
  state: MemberState
  /** the other one, in a dialog */
  peerId: string | null
  peerState: MemberState | null
  /** nobody writes: in a dialog one user blocks the other; another room is frozen or archived */
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

/** Rooms over the whole list of a user. */
export interface RoomCounts {
  /** with unread messages or marked as unread, outside the archive */
  unread: number
  /** dialogs to which the user is invited, outside the archive */
  requests: number
  archived: number
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

/** A change of a group or channel by a moderator of the widget, who need not be in it. What is undefined stays. */
export interface ModerateRoom {
  widgetId: number
  roomId: number
  title?: string | undefined
  description?: string | undefined
  isPublic?: boolean | undefined
  rights?: Partial<RoomRights> | undefined
  frozen?: boolean | undefined
  archived?: boolean | undefined
}

export type ModerateRoomOutcome =
  | { kind: 'done'; changed: boolean; room: RoomInfo }
  | { kind: 'refused'; reason: 'room_not_found' }

export interface RoomStore {
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
  roomNames(widgetId: number, userId: string): Promise<(RoomPlace & { name: string })[]>
  /** of these rooms the ones that the user is in (not `left`, not `banned`), in no order */
  membershipsOf(widgetId: number, userId: string, roomIds: readonly number[]): Promise<Membership[]>
  /** the group or channel with this name */
  roomOfPipe(
    widgetId: number,
    pipe: string,
  ): Promise<{ roomId: number; title: string | null; isPublic: boolean } | null>
  /** a public channel; null: it is missing or closed */
  publicRoom(widgetId: number, roomId: number): Promise<Room | null>
  /** a room of the directory; null: it is none, or the user is banned from it */
  listedRoom(widgetId: number, userId: string, roomId: number): Promise<ListedRoom | null>
  /** public rooms and rooms that users ask to join, with a title, the largest first */
  listedRooms(
    widgetId: number,
    userId: string,
    page: { cursor: string | null; limit: number },
  ): Promise<{ rooms: ListedRoom[]; next: string | null }>
  /** the titles of those rooms, at most 10,000, in the same order, each with the cursor of what comes after it */
  listedTitles(
    widgetId: number,
    userId: string,
    cursor: string | null,
  ): Promise<{ roomId: number; title: string; cursor: string }[]>
  /** all rooms the user receives events of */
  roomSizesOf(widgetId: number, userId: string): Promise<(RoomSize & { roomId: number })[]>
  /** the rooms these users receive events of, with the last `rev` of each, in no order */
  roomHeadsOf(widgetId: number, userIds: readonly string[]): Promise<RoomHead[]>
  /** the same of one user, by room, after `after` */
  roomHeadsAfter(widgetId: number, userId: string, after: number, limit: number): Promise<readonly RoomHead[]>
  /** how many rooms the user receives events of; counts to `most` and no further */
  roomCountOf(widgetId: number, userId: string, most: number): Promise<number>
  roomCounts(widgetId: number, userId: string): Promise<RoomCounts>
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
}
