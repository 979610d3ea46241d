import { z } from 'zod'
import { message } from '../messages/message.ts'
import { ROOM_TYPE } from '../site.ts'
import { userCard } from '../users/user.ts'
import { ANSWERERS } from './handover.ts'
import { MEMBER_STATES } from './membership.ts'
import { SLOW_SECONDS_MAX } from './slow-mode.ts'

export const MEMBER_ROLES = ['owner', 'admin', 'member'] as const

/** Owners and admins manage a room; only an owner gives and takes roles. */
export const memberRole = z.enum(MEMBER_ROLES)
export type MemberRole = z.output<typeof memberRole>

/** The users of a room who may do something: all members, or its managers. */
const allowed = z.enum(['all', 'managers'])

/** The rights of a group's or channel's members. */
export const roomRights = z
  .object({
    /** write messages; `managers` makes it a room of announcements */
    send: allowed,
    /** send files, pictures and voice messages */
    media: allowed,
    /** add other users */
    add: allowed,
    /** pin messages */
    pin: allowed,
    /** slow mode: seconds that a member waits between two messages; managers do not. 0: off */
    slow_seconds: z.int(),
  })
  .meta({ id: 'RoomRights' })

/** Rights that are to change; the others stay. */
export const roomRightsChange = z.strictObject({
  send: allowed.exactOptional(),
  media: allowed.exactOptional(),
  add: allowed.exactOptional(),
  pin: allowed.exactOptional(),
  slow_seconds: z.int().min(0).max(SLOW_SECONDS_MAX).exactOptional(),
})
export interface RoomRights extends z.output<typeof roomRights> {}

/**
 * A member's state in a room. In a dialog that needs access the initiator is `requested` until the other, `invited`,
 * answers. Accepting makes both `joined`; declining makes the initiator `declined` and removes the other from the room
 * (`left`).
 */
export const memberState = z.enum(MEMBER_STATES)

/** A member's watermarks: everything up to these `seq` was delivered to the member, was read by the member. */
export const watermarks = z
  .object({
    user_id: z.string(),
    delivered_seq: z.int(),
    read_seq: z.int(),
    /** number of messages up to `read_seq` that do not count as unread; absent: 0 */
    uncounted: z.int().exactOptional(),
  })
  .meta({ id: 'Watermarks' })
export interface Watermarks extends z.output<typeof watermarks> {}

/** A member of a room. */
export const member = z
  .object({
    user: userCard,
    state: memberState,
    role: memberRole,
    /** null where the room is not `live`, and where the member or the reader hides receipts */
    watermarks: watermarks.nullable(),
  })
  .meta({ id: 'Member' })
export interface Member extends z.output<typeof member> {}

/** The subject of a dialog: see `context-given.ts`. */
export const dialogContext = z
  .object({
    id: z.string(),
    title: z.string(),
    /** absolute http(s) URL */
    image: z.string().nullable(),
    /** absolute http(s) URL */
    url: z.string().nullable(),
    /**
     * true: the site's server vouches for it; false: it comes from the page of one of the two users, and both addresses
     * are on the site
     */
    signed: z.boolean(),
  })
  .meta({ id: 'DialogContext' })
export interface DialogContext extends z.output<typeof dialogContext> {}

/** The picture of a group or channel: a file of the room, fetched as `attachment` says. */
export const roomPicture = z
  .object({
    file_id: z.string(),
    /** a tiny WebP picture in base64, to show blurred until the file is there */
    blur: z.string().exactOptional(),
    /** the variant `thumb`, a small picture, exists */
    thumb: z.literal(true).exactOptional(),
  })
  .meta({ id: 'RoomPicture' })
export interface RoomPicture extends z.output<typeof roomPicture> {}

/** The fields of a group or channel that its managers change; in a summary among the others. */
export const roomInfo = z.object({
  title: z.string().nullable(),
  description: z.string().nullable(),
  is_public: z.boolean(),
  /** a closed room that the directory lists: users ask to join */
  by_request: z.boolean(),
  picture: roomPicture.nullable(),
  rights: roomRights,
  /** the widget's moderators let nobody write in it */
  frozen: z.literal(true).exactOptional(),
  /** they archived it: it is `frozen`, and listed in the archive alone; absent: from a server before this field */
  archived: z.boolean().exactOptional(),
})

/** A group or channel as a user sees it before joining it. */
export const listedRoom = z
  .object({
    room_id: z.int(),
    title: z.string(),
    description: z.string().nullable(),
    member_count: z.int(),
    /** the reader is in it */
    joined: z.boolean(),
    /** a manager has to let the reader in: `join.ask` */
    by_request: z.boolean(),
    picture: roomPicture.nullable(),
  })
  .meta({ id: 'ListedRoom' })
export interface ListedRoom extends z.output<typeof listedRoom> {}

/** A link by which users join a room. */
export const invite = z
  .object({
    invite_id: z.string(),
    created_by: z.string(),
    created_at: z.int(),
    /** null: never */
    expires_at: z.int().nullable(),
    /** null: any number */
    most_uses: z.int().nullable(),
    uses: z.int(),
    /** the link opens a request to join, which a manager answers */
    approval: z.boolean(),
    /** false while the user who made it does not manage the room: it lets nobody in */
    works: z.boolean(),
    /** only in `invite.list`; missing there for links of version 0.1, and of another SECRET */
    token: z.string().exactOptional(),
  })
  .meta({ id: 'Invite' })
export interface Invite extends z.output<typeof invite> {}

/** A user who asks to join a room, as its managers see it. */
export const joinRequest = z
  .object({
    user: userCard,
    /** the user's note; may be empty */
    note: z.string(),
    /** milliseconds since 1970 */
    asked_at: z.int(),
  })
  .meta({ id: 'JoinRequest' })
export interface JoinRequest extends z.output<typeof joinRequest> {}

/** A room as one of its members sees it. */
export const roomSummary = z
  .object({
    room_id: z.int(),
    type: z.literal([ROOM_TYPE.dialog, ROOM_TYPE.conference, ROOM_TYPE.support]),
    pipe: z.string().nullable(),
    /** null in dialogs: show the peer's name */
    title: z.string().nullable(),
    /** the other user of a dialog, else null */
    peer: userCard.nullable(),
    /** the subject of a dialog; absent: it has no subject */
    context: dialogContext.exactOptional(),
    /** the reader's state in the room */
    state: memberState,
    /** `member` in dialogs */
    role: memberRole,
    /** the reader may change the room, and remove and ban members */
    can_manage: z.boolean(),
    /** the reader may give and take roles, and pass the room on */
    can_own: z.boolean(),
    /** null: no description, and always in dialogs */
    description: z.string().nullable(),
    rights: roomRights,
    /** every user of the widget may join; false in dialogs */
    is_public: z.boolean(),
    /** a closed room that the directory lists: users ask to join */
    by_request: z.boolean(),
    /** null: no picture, and always in dialogs */
    picture: roomPicture.nullable(),
    /** users who ask to join, for the room's managers; 0 for others */
    join_requests: z.int(),
    /** members now; 2 in dialogs */
    member_count: z.int(),
    /** the reader receives the others' receipts, typing, joins and leaves; false in large rooms */
    live: z.boolean(),
    last_seq: z.int(),
    last_rev: z.int(),
    last_message: message.nullable(),
    /** the author of the last message, in groups and channels; null in dialogs, where it is the peer or the reader */
    last_sender: userCard.nullable(),
    /** time of the last message, else of the room's creation */
    active_at: z.int(),
    unread: z.int(),
    /** unread messages that mention the reader: the `seq` of the first 50; absent: none */
    mentions: z.array(z.int()).exactOptional(),
    /** number of pinned messages; absent: 0 */
    pins: z.int().exactOptional(),
    /**
     * who answers: `bots` or `people`. Absent or null: no bot receives every message here, and the room was never
     * handed over. Later changes come with a notice `handed_over` and the event `members`
     */
    answered_by: z.enum(ANSWERERS).nullable().exactOptional(),
    /**
     * the widget's moderators archived it for everybody: it is listed in the archive alone. For those outside: they
     * deleted it
     */
    archived: z.boolean().exactOptional(),
    /** watermarks of the reader and, in a dialog, of the peer */
    watermarks: z.array(watermarks),
    /** why the reader can't write here now, or null */
    write_block: z
      .enum([
        ...([
          'not_permitted',
          'request_pending',
          'request_declined',
          'blocked',
          'managers_only',
          'frozen',
          'guest',
        ] as const),
        'not_joined',
      ])
      .nullable(),
  })
  .meta({ id: 'RoomSummary' })
export interface RoomSummary extends z.output<typeof roomSummary> {}
