import { z } from 'zod'
import { callPart } from '../calls/call.ts'
import { anyUserId } from '../ids.ts'
import { ANSWERERS } from '../rooms/handover.ts'
import { card } from './cards.ts'
import { MOST_URL } from './link-url.ts'

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

/** The forms in which a message shows a file. */
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
    /** for a voice message: its loudness over its length, up to 64 numbers 0–31 */
    bars: z.array(z.int()).exactOptional(),
  })
  .meta({ id: 'Attachment' })
export interface Attachment extends z.output<typeof attachment> {}

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
    /** from here on people answer, or bots do; '' as sender: the site did it */
    aNotice('handed_over', { to: z.enum(ANSWERERS) }),
    /** the sender pinned the message `seq` */
    aNotice('pinned', { seq: z.number() }),
    /**
     * a message of the site without a sender: `sender_id` is ''. `texts`: the same in other languages, by their code
     * such as `ru`
     */
    aNotice('site', { text: z.string(), texts: z.record(z.string(), z.string()).exactOptional() }),
  ])
  .meta({ id: 'Notice' })
export type Notice = z.output<typeof notice>

/** The formats of a part of a text. */
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
    /** for a `link` */
    url: z.string().exactOptional(),
    /** for a `pre`, if the sender named it */
    language: z.string().exactOptional(),
    /** for a `mention`: the mentioned user. `mention_all` mentions all members */
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

/** The origin of a forwarded message. */
export const forwardOrigin = z
  .object({
    /** the user who wrote it */
    user_id: z.string(),
    /** the name at the time of forwarding */
    name: z.string(),
    /** where it stands; absent when its room is not public */
    room_id: z.int().exactOptional(),
    seq: z.int().exactOptional(),
  })
  .meta({ id: 'ForwardOrigin' })
export interface ForwardOrigin extends z.output<typeof forwardOrigin> {}

/** Ways to write a message without opening the chat. */
export const SENT_VIA = ['mail'] as const

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
    /** in the order in which each emoji was first used; absent: no reactions */
    reactions: z.array(reaction).exactOptional(),
    /** in the sender's order; absent: no files */
    attachments: z.array(attachment).exactOptional(),
    /** in the order of the text; absent: no formatting. The text itself has no markup */
    entities: z.array(entity).exactOptional(),
    /** preview of the first link; it comes some seconds after the message, as a change of it; absent: no preview */
    preview: linkPreview.exactOptional(),
    /** parts that the site's server added: a title, and buttons; absent: no card */
    card: card.exactOptional(),
    /** present where the server masked parts of the text before it stored it */
    masked: z.enum(MASKS).exactOptional(),
    /** present in a message that its sender forwarded: another user's words, which nobody edits */
    forward: forwardOrigin.exactOptional(),
    /** present in the entry of a call, which nobody edits; `text` is '' then */
    call: callPart.exactOptional(),
    /** its sender asked for no sound: it counts as unread, and no client notifies its user of it; else absent */
    silent: z.literal(true).exactOptional(),
    /** how its sender wrote it, if not in the chat: in answer to a mail; else absent */
    via: z.enum(SENT_VIA).exactOptional(),
    /** in groups and channels, the author of the message that it replies to; absent if that is its sender */
    replied_user_id: z.string().exactOptional(),
    /** present in a notice, which records a change of the room; `text` is '' then */
    system: notice.exactOptional(),
    /**
     * number of messages up to this one that do not count as unread: those with `system`, and calls that the callee did
     * not miss; absent: 0
     */
    uncounted: z.int().exactOptional(),
  })
  .meta({ id: 'Message' })
export interface Message extends z.output<typeof message> {}

/** An earlier version of an edited message. */
export const version = z.object({
  text: z.string(),
  entities: z.array(entity).exactOptional(),
  /** time since when it had this text */
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
    /** true: it waits for review, and the client shows that; false: the client shows it as a sent message */
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
