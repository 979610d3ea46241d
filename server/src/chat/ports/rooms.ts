import type {
  DialogContext,
  ListedRoom,
  MemberRole,
  MemberState,
  Message,
  RoomFilter,
  RoomPicture,
  RoomRights,
  RoomType,
} from '@imbachat/protocol'
import type { Handover } from '@imbachat/protocol/rooms/handover'
import type { RoomInfo } from '../bus.ts'
import type { ClosedBy } from '../rooms/room-block.ts'
import type { RoomPlace } from '../rooms/room-place.ts'
import type { Member } from './members.ts'
import type { RoomSize } from './watermarks.ts'

/** A room as stored. */
export interface Room {
  widget_id: number
  room_id: number
  type: RoomType
  pipe: string | null
  title: string | null
  /** subject of a dialog; null: no subject */
  context: DialogContext | null
  description: string | null
  rights: RoomRights
  is_public: boolean
  picture: RoomPicture | null
  /** a closed room that users ask to join */
  by_request: boolean
  /** open requests to join */
  join_requests: number
  /** users whose state is `joined`; 2 in dialogs */
  member_count: number
  last_seq: number
  last_rev: number
  /** null: members write */
  closedBy: ClosedBy | null
  /** of its messages, those that do not count as unread */
  uncounted: number
  /** its pinned messages */
  pins: number
  /** null: no bot does */
  answered_by: Handover['owner'] | null
  created_at: number
  /** time of the last message, else created_at */
  active_at: number
}

export interface RoomRow {
  room: Room
  /** the reader */
  member: Member
  /** in a dialog: the other one */
  peer: Member | null
  /** null also if the reader has cleared it */
  last_message: Message | null
  /** messages up to here do not exist for the reader */
  cleared_seq: number
}

/** A user's membership of a room, without the room's content. */
export interface Membership {
  room_id: number
  state: MemberState
  role: MemberRole
  /** the other one, in a dialog */
  peer_id: string | null
  peer_state: MemberState | null
  /** null: members write */
  closedBy: ClosedBy | null
  /** bots are silent in it */
  peopleAnswer: boolean
  rights: RoomRights
  room: RoomSize
  /** how far the room has come */
  last_rev: number
  /** messages up to here do not exist for the user */
  cleared_seq: number
}

/** One user in one room, and how far the room has come. */
export interface RoomHead {
  user_id: string
  room_id: number
  state: MemberState
  last_rev: number
}

/** Rooms over the whole list of a user. */
export interface RoomCounts {
  /** with unread messages or marked as unread, outside the archive */
  unread: number
  /** dialogs to which the user is invited, outside the archive */
  requests: number
  archived: number
}

/** A change of a group or channel by one of its managers. An undefined field stays. */
export interface EditRoom {
  widget_id: number
  room_id: number
  by: string
  siteAdmin: boolean
  title?: string | undefined
  description?: string | undefined
  is_public?: boolean | undefined
  by_request?: boolean | undefined
  /** an upload of `by`; null takes the picture away */
  picture?: string | null | undefined
  rights?: Partial<RoomRights> | undefined
}

/** `changed`: false when it was so already. */
export type EditRoomOutcome =
  | { kind: 'done'; changed: boolean; notices: Message[]; room: RoomInfo }
  | {
      kind: 'refused'
      reason:
        | 'room_not_found'
        | 'forbidden'
        | 'handed_over'
        | 'frozen'
        | 'upload_not_found'
        | 'upload_unfinished'
        | 'file_type_refused'
    }

/** A change of a group or channel by a moderator of the widget, who need not be a member. An undefined field stays. */
export interface ModerateRoom {
  widget_id: number
  room_id: number
  title?: string | undefined
  description?: string | undefined
  /** an upload that is `FROM_SITE`; null takes the picture away */
  picture?: string | null | undefined
  is_public?: boolean | undefined
  rights?: Partial<RoomRights> | undefined
  frozen?: boolean | undefined
  archived?: boolean | undefined
}

export type ModerateRoomOutcome =
  | { kind: 'done'; changed: boolean; room: RoomInfo }
  | { kind: 'refused'; reason: 'room_not_found' | 'upload_not_found' | 'upload_unfinished' | 'file_type_refused' }

/** Lets people answer in a room, or bots again. */
export interface HandOver {
  widget_id: number
  room_id: number
  to: Handover['owner']
  /** the sender of the notice; '': the site */
  by: string
  /** the site does it, for `by` or in nobody's name; false: `by` must have the right */
  bySite: boolean
  /** the site calls `by` admin */
  siteAdmin: boolean
}

/** `changed`: false when it was so already. */
export type HandOverOutcome =
  | { kind: 'done'; changed: boolean; handover: Handover; notices: Message[] }
  | { kind: 'refused'; reason: 'room_not_found' | 'forbidden' | 'handed_over' }

/** The data of a room that reading its messages needs. */
export interface ReadableRoom {
  last_seq: number
  last_rev: number
  /** messages up to here do not exist for the reader */
  cleared_seq: number
}

export interface RoomStore {
  handOver(input: HandOver): Promise<HandOverOutcome>
  /** the rooms among these where a bot, or people in its place, answer */
  answeredIn(widget_id: number, room_ids: readonly number[]): Promise<ReadonlyMap<number, Handover['owner']>>
  /** null: the user is not in the room. Much cheaper than `roomOf`, which reads the whole row of the list */
  readableRoom(widget_id: number, room_id: number, user_id: string): Promise<ReadableRoom | null>
  /** in any state; null: the user was never in the room */
  roomOf(widget_id: number, room_id: number, user_id: string): Promise<RoomRow | null>
  /** the part of the list that `filter` names; without one all of it, archived rooms too, and nothing is pinned */
  roomsOf(
    widget_id: number,
    user_id: string,
    page: { cursor: string | null; limit: number; filter?: RoomFilter | undefined },
  ): Promise<{ rooms: RoomRow[]; next: string | null }>
  /**
   * the rooms of that list, at most 10,000, each with its title, or with its peer's name and its subject; the last
   * active first
   */
  roomNames(widget_id: number, user_id: string): Promise<(RoomPlace & { name: string })[]>
  /** the rooms among these that the user is in (not `left`, not `banned`), in no order */
  membershipsOf(widget_id: number, user_id: string, room_ids: readonly number[]): Promise<Membership[]>
  /** the group or channel with this name */
  roomOfPipe(
    widget_id: number,
    pipe: string,
  ): Promise<{ room_id: number; title: string | null; is_public: boolean } | null>
  /** a public channel; null: it is missing or closed */
  publicRoom(widget_id: number, room_id: number): Promise<Room | null>
  /** a room of the directory; null: it is not in the directory, or the user is banned from it */
  listedRoom(widget_id: number, user_id: string, room_id: number): Promise<ListedRoom | null>
  /** public rooms and rooms that users ask to join, with a title, the largest first */
  listedRooms(
    widget_id: number,
    user_id: string,
    page: { cursor: string | null; limit: number },
  ): Promise<{ rooms: ListedRoom[]; next: string | null }>
  /** the titles of those rooms, at most 10,000, in the same order, each with the cursor of the next entry */
  listedTitles(
    widget_id: number,
    user_id: string,
    cursor: string | null,
  ): Promise<{ room_id: number; title: string; cursor: string }[]>
  /** all rooms the user receives events of */
  roomSizesOf(widget_id: number, user_id: string): Promise<(RoomSize & { room_id: number })[]>
  /** the rooms these users receive events of, with the last `rev` of each, in no order */
  roomHeadsOf(widget_id: number, user_ids: readonly string[]): Promise<RoomHead[]>
  /** those of these places from which the user is banned, in no order */
  bannedFrom(
    widget_id: number,
    places: readonly { room_id: number; user_id: string }[],
  ): Promise<{ room_id: number; user_id: string }[]>
  /** `roomHeadsOf` for one user, sorted by room, after the room `after` */
  roomHeadsAfter(widget_id: number, user_id: string, after: number, limit: number): Promise<readonly RoomHead[]>
  /** how many rooms the user receives events of; counts to `most` and no further */
  roomCountOf(widget_id: number, user_id: string, most: number): Promise<number>
  roomCounts(widget_id: number, user_id: string): Promise<RoomCounts>
  /**
   * Makes the room of that name with its members, `ownerId` first, or returns the one there is, unchanged. A room
   * that the site's own server makes has no owner (null).
   * @throws ChatError widget_unknown; forbidden when its owner is in as many rooms as a user may be. Others who are,
   * are left out
   */
  makeRoom(input: {
    widget_id: number
    pipe: string
    title: string | null
    is_public: boolean
    ownerId: string | null
    user_ids: string[]
    description?: string | null
    rights?: RoomRights
    by_request?: boolean
    /** the room's messages begin with who created it */
    withNotice?: boolean
    /** a user opens it by its name, as the first one: it takes no history of another chat */
    byUser?: boolean
    /** creation time of an imported room; missing: now */
    created_at?: number
  }): Promise<{ room_id: number; created: boolean; byUser: boolean; isOwner: boolean; notices: Message[] }>
  editRoom(input: EditRoom): Promise<EditRoomOutcome>
  moderateRoom(input: ModerateRoom): Promise<ModerateRoomOutcome>
}
