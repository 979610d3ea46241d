import { z } from 'zod'
import { anyUserId } from './ids.ts'
import { card } from './messages/cards.ts'
import { MOST_URL } from './messages/link-url.ts'
import { languages } from './phrases/languages.ts'
import { MEMBER_STATES } from './rooms/membership.ts'
import { SLOW_SECONDS_MAX } from './rooms/slow-mode.ts'
import { ROOM_TYPE } from './site.ts'

/** A user as other users may see them: never their e-mail. */
export const userCard = z
  .object({
    user_id: z.string(),
    name: z.string(),
    /** absolute http(s) URL */
    avatar_url: z.string().nullable(),
    /** absolute http(s) URL */
    profile_url: z.string().nullable(),
    badge: z.string().nullable(),
    /** true while the site has not answered for this user and `name` is a placeholder */
    placeholder: z.boolean(),
    /** present for a guest who writes under a name of their own choice */
    guest: z.literal(true).exactOptional(),
    /** present for a user whose data was erased: nobody reads what is written to them */
    erased: z.literal(true).exactOptional(),
  })
  .meta({ id: 'UserCard' })
export interface UserCard extends z.output<typeof userCard> {}

/**
 * One emoji on a message. The same for all members: a client finds its own user among `user_ids`, or asks
 * `reactions.list`.
 */
export const reaction = z
  .object({
    emoji: z.string(),
    /** users who reacted with it */
    count: z.int(),
    /** the first 20 of them */
    user_ids: z.array(z.string()),
  })
  .meta({ id: 'Reaction' })
export interface Reaction extends z.output<typeof reaction> {}

/** How a file in a message is shown. */
export const ATTACHMENT_KINDS = ['image', 'video', 'voice', 'file'] as const
export type AttachmentKind = (typeof ATTACHMENT_KINDS)[number]

/** Most files in one message. */
export const MOST_ATTACHMENTS = 10

/** Most bars of a voice message's waveform. */
export const VOICE_BARS = 64

/**
 * A file of a message. It is fetched from `/imbachat/v1/WIDGET/files/FILE/VARIANT?ticket=TICKET`, where VARIANT is
 * `original`, or `thumb` if there is one.
 */
export const attachment = z
  .object({
    file_id: z.string(),
    kind: z.enum(ATTACHMENT_KINDS),
    name: z.string(),
    /** bytes of the original */
    size: z.int(),
    /** MIME type of the original */
    type: z.string(),
    /** pixels, as it is shown */
    width: z.int().exactOptional(),
    height: z.int().exactOptional(),
    /** a tiny WebP picture in base64, to show blurred until the file is there */
    blur: z.string().exactOptional(),
    /** a picture that moves */
    animated: z.literal(true).exactOptional(),
    /** the variant `thumb`, a small picture, exists */
    thumb: z.literal(true).exactOptional(),
    duration_ms: z.int().exactOptional(),
    /** of a voice message: how loud it is over its length, up to 64 numbers 0–31 */
    bars: z.array(z.int()).exactOptional(),
  })
  .meta({ id: 'Attachment' })
export interface Attachment extends z.output<typeof attachment> {}
export const MEMBER_ROLES = ['owner', 'admin', 'member'] as const

/** Owners and admins manage a room; only an owner gives and takes roles. */
export const memberRole = z.enum(MEMBER_ROLES)
export type MemberRole = z.output<typeof memberRole>

/** Who of a room may do something: all members, or its managers. */
const allowed = z.enum(['all', 'managers'])

/** What the members of a group or channel may do. */
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

/** `user_ids`: the users that it concerns, which may be none. */
function aNotice<const Kind extends string, Shape extends z.ZodRawShape>(kind: Kind, more: Shape) {
  return z.object({ kind: z.literal(kind), user_ids: z.array(z.string()), ...more })
}

/**
 * A change of the room, or a word of the site, as one of the room's messages. The message's sender made the change;
 * each client words it in its reader's language.
 */
export const notice = z
  .discriminatedUnion('kind', [
    aNotice('created', { title: z.string() }),
    /** the users joined or left by themselves */
    aNotice('joined', {}),
    aNotice('left', {}),
    /** the sender added or removed the users */
    aNotice('added', {}),
    aNotice('removed', {}),
    aNotice('title', { title: z.string() }),
    aNotice('description', {}),
    /** the room has another picture, or none */
    aNotice('picture', {}),
    /** the sender made the user an admin, or a member again */
    aNotice('role', { role: z.enum(['admin', 'member']) }),
    /** the user is the room's new owner */
    aNotice('owner', {}),
    /** the sender pinned the message `seq` */
    aNotice('pinned', { seq: z.number() }),
    /**
     * the site says something; nobody is its sender, so `sender_id` is ''. `texts`: the same in other languages, by
     * their code such as `ru`
     */
    aNotice('site', { text: z.string(), texts: z.record(z.string(), z.string()).exactOptional() }),
  ])
  .meta({ id: 'Notice' })
export type Notice = z.output<typeof notice>

/** How a part of a text is shown. */
export const ENTITY_TYPES = [
  'bold',
  'italic',
  'strike',
  'code',
  'pre',
  'quote',
  'link',
  'mention',
  'mention_all',
] as const
export type EntityType = (typeof ENTITY_TYPES)[number]

/** A part of a text that is shown in its own way. `offset` and `length` count UTF-16 code units, as in JavaScript. */
export const entity = z
  .object({
    type: z.enum(ENTITY_TYPES),
    offset: z.int(),
    length: z.int(),
    /** of a `link` */
    url: z.string().exactOptional(),
    /** of a `pre`, if the sender named it */
    language: z.string().exactOptional(),
    /** of a `mention`: who is called. `mention_all` calls all members */
    user_id: z.string().exactOptional(),
  })
  .meta({ id: 'Entity' })
export interface Entity extends z.output<typeof entity> {}

/** Formatting as a client or a site gives it; `entities.ts` says what else holds. */
export const givenEntities = z.array(
  z.strictObject({
    type: z.enum(ENTITY_TYPES),
    offset: z.int().min(0),
    length: z.int().min(1),
    url: z.string().max(MOST_URL, `must have at most ${MOST_URL} characters`).exactOptional(),
    /** its name as `js` or `c++` */
    language: z
      .string()
      .regex(/^[\w+#.-]{1,32}$/, 'must be a name of up to 32 letters, digits, +, #, ., - and _')
      .exactOptional(),
    user_id: anyUserId.exactOptional(),
  }),
)

/** A link's page, as it describes itself. The picture is fetched like a file of the message, variant `original`. */
export const linkPreview = z
  .object({
    /** the link of the message, http(s) */
    url: z.string(),
    title: z.string(),
    description: z.string().exactOptional(),
    /** name of the site */
    site: z.string().exactOptional(),
    picture: z
      .object({ file_id: z.string(), width: z.int(), height: z.int(), blur: z.string().exactOptional() })
      .exactOptional(),
  })
  .meta({ id: 'LinkPreview' })
export interface LinkPreview extends z.output<typeof linkPreview> {}

/**
 * Why the text is not as it was written. The original is not stored. `contacts`: phone numbers, addresses and the like
 * are replaced by •••; `words`: words of the widget's list, by asterisks.
 */
export const MASKS = ['contacts', 'words'] as const
export type Mask = (typeof MASKS)[number]

/** Where a forwarded message comes from. */
export const forwardOrigin = z
  .object({
    /** the user who wrote it */
    user_id: z.string(),
    /** as it was when the message was forwarded */
    name: z.string(),
    /** where it stands; absent when its room is not public */
    room_id: z.int().exactOptional(),
    seq: z.int().exactOptional(),
  })
  .meta({ id: 'ForwardOrigin' })
export interface ForwardOrigin extends z.output<typeof forwardOrigin> {}

export const message = z
  .object({
    /** a whole number; in answers to its author, a fraction for a held message that is shown as sent */
    seq: z.number(),
    /** the room's `rev` at this message's last change */
    rev: z.int(),
    client_id: z.string(),
    sender_id: z.string(),
    /** null when deleted; may be empty where there are attachments */
    text: z.string().nullable(),
    /** the `seq` that it answers */
    reply_to: z.number().nullable(),
    /** milliseconds since 1970, server time */
    created_at: z.int(),
    edited_at: z.int().nullable(),
    deleted_at: z.int().nullable(),
    /** absent when it is not pinned */
    pinned_at: z.int().exactOptional(),
    /** in the order in which each emoji was first used; absent when there are none */
    reactions: z.array(reaction).exactOptional(),
    /** in the sender's order; absent when there are none */
    attachments: z.array(attachment).exactOptional(),
    /** in the order of the text; absent when there are none. The text itself has no markup */
    entities: z.array(entity).exactOptional(),
    /** of the first link; it comes some seconds after the message, as a change of it; absent when there is none */
    preview: linkPreview.exactOptional(),
    /** what the site's server added: a title, and buttons; absent when there is nothing */
    card: card.exactOptional(),
    /** present where the server masked parts of the text before it stored it */
    masked: z.enum(MASKS).exactOptional(),
    /** present in a message that its sender forwarded: another user's words, which nobody edits */
    forward: forwardOrigin.exactOptional(),
    /** its sender asked for no sound: it counts as unread, and no client notifies its user of it; else absent */
    silent: z.literal(true).exactOptional(),
    /** in groups and channels, the author of the message that it replies to; absent if that is its sender */
    replied_user_id: z.string().exactOptional(),
    /** present in a notice, which records a change of the room; `text` is '' then */
    system: notice.exactOptional(),
    /** of the messages up to this one, those with `system`: they do not count as unread; absent when there are none */
    uncounted: z.int().exactOptional(),
  })
  .meta({ id: 'Message' })
export interface Message extends z.output<typeof message> {}

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
    /** of the messages up to `read_seq`, those that do not count as unread; absent when there are none */
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
     * the site's server vouches for it; false: it is what the page of one of the two said, and both addresses are of
     * the site
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
    /** null: there is none, and in dialogs */
    description: z.string().nullable(),
    rights: roomRights,
    /** every user of the widget may join; false in dialogs */
    is_public: z.boolean(),
    /** a closed room that the directory lists: users ask to join */
    by_request: z.boolean(),
    /** null: there is none, and in dialogs */
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
    /** unread messages that mention the reader: the `seq` of the first 50; absent when there are none */
    mentions: z.array(z.int()).exactOptional(),
    /** pinned messages; absent when there are none */
    pins: z.int().exactOptional(),
    /**
     * the widget's moderators archived it for everybody: it is listed in the archive alone. For those outside: they
     * deleted it
     */
    archived: z.boolean().exactOptional(),
    /** of the reader and, in a dialog, of the peer */
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

export const presence = z
  .object({
    user_id: z.string(),
    online: z.boolean(),
    /** when the user was last online, milliseconds since 1970; null: never, or not known */
    last_seen: z.int().nullable(),
  })
  .meta({ id: 'Presence' })
export interface Presence extends z.output<typeof presence> {}

/** `until`: milliseconds since 1970, null for good; `reason`: in the moderators' words, may be empty */
export const restriction = z
  .object({
    until: z.int().nullable(),
    reason: z.string(),
    /** the user asked the moderators to think again, and what became of it; absent: the user did not */
    appeal: z.enum(['sent', 'declined']).exactOptional(),
    /** a ban because the user's data is being erased: no note to the moderators changes it */
    erased: z.literal(true).exactOptional(),
  })
  .meta({ id: 'Restriction' })

/** A user's own settings, the same on all devices. */
export const userSettings = z
  .strictObject({
    /** which users may begin a dialog with the user, beside those with the site's permission token */
    writes_from: z.enum(['everyone', 'friends', 'nobody']),
    /** others see when the user was last online; false: nobody does, and the user sees it of nobody */
    last_seen: z.boolean(),
    /** others see what the user has read; false: nobody does, and the user sees it of nobody */
    receipts: z.boolean(),
    sound: z.boolean(),
    /** mentions notify in muted conversations too */
    mentions: z.boolean(),
    /** `page`: as the page that embeds the chat says */
    theme: z.enum(['page', 'light', 'dark', 'system']),
    language: z.enum(['page', ...languages]),
  })
  .meta({ id: 'UserSettings' })

/** A request to join, as the user who made it sees it. */
export const ownRequest = z.object({
  /** the room's, when the user asked */
  title: z.string(),
  /** a manager declined it: the user may ask again at this time, milliseconds since 1970; null: it is open */
  declined_until: z.int().nullable(),
})

/** An earlier version of an edited message. */
export const version = z.object({
  text: z.string(),
  entities: z.array(entity).exactOptional(),
  /** since when it said so */
  at: z.int(),
})

/** A message that others do not see: a rule of the widget, or the moderators, hold it. It has no `seq` yet. */
export const heldMessage = z
  .object({
    client_id: z.string(),
    text: z.string(),
    reply_to: z.number().nullable(),
    /** when the server took it; the published message has a time of its own */
    created_at: z.int(),
    /** it waits for review, and the client says so; false: the client shows it as a sent message */
    waiting: z.boolean(),
    /**
     * present if it is shown as sent: its place after the message `Math.floor(seq)`. Requests about a message take it
     * as `seq`, and change what its author alone sees
     */
    seq: z.number().exactOptional(),
    edited_at: z.int().exactOptional(),
    /** its author deleted it for everybody; the text is '' */
    deleted_at: z.int().exactOptional(),
    pinned_at: z.int().exactOptional(),
    /** the notice that its author pinned it */
    pin_notice: z.object({ seq: z.number(), created_at: z.int() }).exactOptional(),
    /** emoji that its author added */
    reacted: z.array(z.string()).exactOptional(),
    /** earlier versions, the newest first, where the widget keeps them */
    versions: z.array(version).exactOptional(),
    attachments: z.array(attachment).exactOptional(),
    entities: z.array(entity).exactOptional(),
    masked: z.enum(MASKS).exactOptional(),
    forward: forwardOrigin.exactOptional(),
  })
  .meta({ id: 'HeldMessage' })
export interface HeldMessage extends z.output<typeof heldMessage> {}

/**
 * One part of a user's own state: what concerns nobody else and is the same on all of the user's devices. `rev` is the
 * user's rev at the item's last change; an item replaces the one of the same kind about
 * the same room or user.
 */
export const ownItem = z
  .discriminatedUnion('kind', [
    /** a muted conversation: no sound, a grey badge, not counted by the launcher; null: not muted */
    z.object({ kind: z.literal('mute'), rev: z.int(), room_id: z.int(), until: z.int().nullable() }),
    /** a pinned conversation is above the others, the highest `order` first; null: not pinned */
    z.object({ kind: z.literal('pin'), rev: z.int(), room_id: z.int(), order: z.int().nullable() }),
    /**
     * the room's `last_seq` when it was archived; null: not archived. A room with newer messages is archived only while
     * it is muted
     */
    z.object({ kind: z.literal('archive'), rev: z.int(), room_id: z.int(), seq: z.int().nullable() }),
    /** shown as unread although everything is read */
    z.object({ kind: z.literal('unread'), rev: z.int(), room_id: z.int(), marked: z.boolean() }),
    /**
     * messages up to `up_to_seq` do not exist for the user; a dialog without messages after `hidden_seq` is not listed
     */
    z.object({ kind: z.literal('cleared'), rev: z.int(), room_id: z.int(), up_to_seq: z.int(), hidden_seq: z.int() }),
    /** the user asked to join a room; null: they no longer do, or they are in it */
    z.object({ kind: z.literal('ask'), rev: z.int(), room_id: z.int(), request: ownRequest.nullable() }),
    /** a user that the reader has blocked; `at`: since when, null: not blocked */
    z.object({ kind: z.literal('block'), rev: z.int(), user_id: z.string(), at: z.int().nullable() }),
    /** the user's settings; absent: `DEFAULT_USER_SETTINGS` */
    z.object({ kind: z.literal('settings'), rev: z.int(), ...userSettings.shape }),
    /** restrictions that the widget's moderators gave the user; null: no restriction */
    z.object({
      kind: z.literal('standing'),
      rev: z.int(),
      /** the user can't write */
      mute: restriction.nullable(),
      /** the user can't use the chat */
      ban: restriction.nullable(),
      /** shown until the user confirms it by `warning.confirm` */
      warning: z.object({ warning_id: z.string(), text: z.string(), at: z.int() }).nullable(),
    }),
    /** the user's draft in a room; `text` '' without `reply_to`: no draft */
    z.object({
      kind: z.literal('draft'),
      rev: z.int(),
      room_id: z.int(),
      text: z.string(),
      reply_to: z.number().nullable(),
      /** when it was stored */
      at: z.int(),
    }),
    /** starred messages of a room, by `seq`, each with the time when it was starred */
    z.object({
      kind: z.literal('star'),
      rev: z.int(),
      room_id: z.int(),
      messages: z.array(z.object({ seq: z.number(), at: z.int() })),
    }),
    /** messages that the user deleted for themself: first and last `seq` of each range, in order */
    z.object({
      kind: z.literal('hidden'),
      rev: z.int(),
      room_id: z.int(),
      ranges: z.array(z.array(z.int()).length(2)),
    }),
    /** the user's messages in a room that others do not see, the oldest first */
    z.object({ kind: z.literal('held'), rev: z.int(), room_id: z.int(), messages: z.array(heldMessage) }),
  ])
  .meta({ id: 'OwnItem' })
export type OwnItem = z.output<typeof ownItem>

/** Restrictions that the widget's moderators gave a user. */
export type Standing = Omit<Extract<OwnItem, { kind: 'standing' }>, 'kind' | 'rev'>
