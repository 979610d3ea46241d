import type { MemberRole, MemberState, Message } from '@imbachat/protocol'
import type { UserItem } from './own-state.ts'
import type { MovedWatermark, MoveWatermarks, RoomSize } from './watermarks.ts'

/** A member as stored. */
export interface Member {
  room_id: number
  user_id: string
  state: MemberState
  role: MemberRole
  delivered_seq: number
  read_seq: number
  /** number of messages up to `read_seq` that do not count as unread */
  read_uncounted: number
}

/**
 * A change of members of a group or channel. `by` may join or leave. Only its managers, and with `siteAdmin` the site's
 * admins, may remove and ban others, and add them if the room's rights allow it; they must be in the room.
 */
export interface ChangeMembers {
  widget_id: number
  room_id: number
  /** null: the site's own server, which manages every room but dialogs without being in it */
  by: string | null
  siteAdmin: boolean
  /** `accept`: adds those of the users who ask to join */
  act: 'join' | 'leave' | 'add' | 'accept' | 'remove' | 'ban'
  /** the others; `by` alone for a join or a leave */
  user_ids: string[]
  /** adds no notice */
  quiet?: boolean
  /** for a join: the hash of a link's token, which opens a closed room */
  invite?: string
}

/**
 * `changed`: users whose membership changed; empty if none did. `full`: users who were not added because they are in as
 * many rooms as a user may be.
 */
export type MembersOutcome =
  | {
      kind: 'changed'
      changed: string[]
      full: string[]
      before: RoomSize
      after: RoomSize
      /** the room's, before the notices */
      last_rev: number
      /** the notices of this and earlier changes of the same commit */
      notices: Message[]
      /** the member who inherited the room of an owner who left */
      heir: string | null
      /** requests to join that it accepted */
      answered: UserItem[]
      /** of `changed`, users whose request to join is still open although it has nothing to ask for any more */
      asked: string[]
    }
  | {
      kind: 'refused'
      reason: 'room_not_found' | 'forbidden' | 'handed_over' | 'too_many_rooms' | 'join_request_needed'
    }

/** Gives a member another role. `owner` passes the room on; its owner before becomes an admin. */
export interface ChangeRole {
  widget_id: number
  room_id: number
  /** null: a moderator of the widget, who need not be in the room; the change adds no notice */
  by: string | null
  siteAdmin: boolean
  user_id: string
  role: MemberRole
}

/** `changed`: the users whose role is another now. */
export type RoleOutcome =
  | { kind: 'done'; changed: string[]; notices: Message[] }
  | { kind: 'refused'; reason: 'room_not_found' | 'forbidden' | 'handed_over' | 'user_unknown' }

export interface MemberStore {
  /** the joined members of a group or channel, by user id in byte order, after `cursor` */
  membersOf(
    widget_id: number,
    room_id: number,
    page: { cursor: string | null; limit: number },
  ): Promise<{ members: Member[]; next: string | null }>
  /** the owners and admins of a room who are in it, owners first */
  managersOf(widget_id: number, room_id: number, limit: number): Promise<Member[]>
  /** those of these users who are in the room now, in no order */
  joinedOf(widget_id: number, room_id: number, user_ids: readonly string[]): Promise<string[]>
  /** those of these users who are or were in the room */
  everIn(widget_id: number, room_id: number, user_ids: readonly string[]): Promise<string[]>
  changeRole(input: ChangeRole): Promise<RoleOutcome>
  changeMembers(input: ChangeMembers): Promise<MembersOutcome>
  /** Returns the watermarks that really moved. */
  moveWatermarks(input: MoveWatermarks[]): Promise<MovedWatermark[]>
}
