import {
  type Attachment,
  type CallPart,
  type Card,
  type Entity,
  type ForwardOrigin,
  type HeldMessage,
  type LinkPreview,
  type Mask,
  type Message,
  type Notice,
  type OutgoingMessage,
  type OwnReaction,
  type RequestErrorCode,
  shownReactions,
  type UserCard,
  type Watermarks,
} from '@imbachat/sdk/core'
import { errorCodeOf } from '../core/error-code.ts'
import { nameOf, noticeNames } from '../core/names/names.ts'
import { startOfDay } from '../core/times.ts'

export type MessageStatus = 'waiting' | 'failed' | 'held' | 'sent' | 'delivered' | 'read'

/** A message as it is drawn. It is flat, so that a comparison field by field finds an unchanged one. */
export interface MessageItem {
  key: string
  /** null: not yet acked, or it waits for review */
  seq: number | null
  client_id: string
  authorId: string
  authorName: string
  authorAvatar: string | null
  /** what stands beside the name: a guest chose it, or a program writes */
  authorMark: 'guest' | 'bot' | undefined
  own: boolean
  /** first and last of what one author wrote in a row */
  first: boolean
  last: boolean
  /** a blocked user's, which is not shown until the reader asks for it */
  covered: boolean
  /** null: deleted */
  text: string | null
  /** formatting of the text */
  entities: Entity[] | undefined
  at: number
  edited: boolean
  pinned: boolean
  /** null: another's */
  status: MessageStatus | null
  /** why it failed */
  error: RequestErrorCode | null
  replySeq: number | null
  replyAuthor: string | null
  /** null: deleted, or not loaded */
  replyText: string | null
  replyFiles: readonly Attachment[]
  /** the divider of unread messages stands before it */
  unreadStart: boolean
  reactions: readonly ShownReaction[]
  /** the notice; null: the author wrote the message */
  notice: Notice | null
  /** of a notice: see `noticeNames` */
  names: string
  files: readonly Attachment[]
  /** where a forwarded message comes from */
  forward: ForwardOrigin | undefined
  /** why the reader's own text is not as they wrote it */
  masked: Mask | null
  /** how the author wrote it, if not in the chat */
  via: Message['via']
  preview: LinkPreview | null
  /** the card that the site's server added */
  card?: Card | undefined
  /** it is the entry of a call */
  call?: CallPart | undefined
}

export type ShownReaction = ReturnType<typeof shownReactions>[number]

export interface DaySection {
  /** the first moment of the day */
  at: number
  items: MessageItem[]
}

export interface LogContent {
  messages: readonly Message[]
  outgoing: readonly OutgoingMessage[]
  /** the reader's own that wait for review */
  held: readonly HeldMessage[]
  /** where the messages that are answered to may be found: all that are loaded */
  findMessage: (seq: number) => Message | undefined
  watermarks: readonly Watermarks[]
  users: ReadonlyMap<string, UserCard>
  me: UserCard | null
  /** the reader's own reactions that are on their way */
  reacting: readonly OwnReaction[]
  isCovered: (message: Pick<Shown, 'sender_id' | 'seq'>) => boolean
  /** first unread `seq` when the room was opened */
  unreadFrom: number | null
}

/** Messages of one author within this time are drawn as one group. */
const GROUP_MS = 5 * 60_000

/**
 * Groups messages into sections by day. Unchanged items are the same objects as in `before`, so they are not drawn
 * again.
 */
export function buildLog(content: LogContent, before: readonly DaySection[]): DaySection[] {
  const known = new Map(before.flatMap((section) => section.items.map((item) => [item.key, item])))
  const items = group(rawItems(content)).map((item) => reuse(known.get(item.key), item))
  const sections: DaySection[] = []
  for (const item of items) {
    const day = startOfDay(item.at)
    const current = sections.at(-1)
    if (current?.at === day) current.items.push(item)
    else sections.push({ at: day, items: [item] })
  }
  const sameDay = new Map(before.map((section) => [section.at, section]))
  return sections.map((section) => {
    const old = sameDay.get(section.at)
    return old && old.items.length === section.items.length && old.items.every((item, i) => item === section.items[i])
      ? old
      : section
  })
}

function rawItems(content: LogContent): MessageItem[] {
  const { me, users, watermarks } = content
  const others = watermarks.filter((mark) => mark.user_id !== me?.user_id)
  const read = Math.max(0, ...others.map((mark) => mark.read_seq))
  const delivered = Math.max(read, ...others.map((mark) => mark.delivered_seq))
  const cardOf = (id: string) => (id === me?.user_id ? me : users.get(id))
  // a user whose card has not arrived has no name; the number would be no name
  const nameById = (id: string) => nameOf(cardOf(id)) ?? '…'
  const reply = (seq: number | null) => {
    const target = seq === null ? undefined : content.findMessage(seq)
    const isShown = target && !content.isCovered(target)
    return {
      replySeq: seq,
      replyAuthor: target ? nameById(target.sender_id) : null,
      replyText: (isShown && target.text) || null,
      replyFiles: (isShown && target.attachments) || NO_FILES,
    }
  }

  const mine = { seq: null, sender_id: me?.user_id ?? '', edited_at: null, deleted_at: null }
  const itemOf = (message: Shown, status: MessageStatus, error: RequestErrorCode | null = null): MessageItem => {
    const author = cardOf(message.sender_id)
    const own = message.sender_id === mine.sender_id
    const files = (message.deleted_at === null && message.attachments) || NO_FILES
    return {
      key: `${message.sender_id}:${message.client_id}`,
      seq: message.seq,
      client_id: message.client_id,
      authorId: message.sender_id,
      authorName: nameById(message.sender_id),
      authorAvatar: author?.avatar_url ?? null,
      authorMark: author?.bot ? 'bot' : author?.guest && 'guest',
      own,
      first: true,
      last: true,
      covered: content.isCovered(message),
      text: message.deleted_at === null ? message.text : null,
      entities: message.entities,
      at: message.created_at,
      edited: message.edited_at !== null,
      pinned: message.pinned_at !== undefined,
      status: own ? status : null,
      error,
      ...reply(message.reply_to),
      unreadStart: message.seq !== null && message.seq === content.unreadFrom,
      reactions: message.seq === null ? NONE : reactionsOf(message as Message, content),
      notice: message.system ?? null,
      names: noticeNames(message, users, me),
      files,
      forward: message.forward,
      masked: (own && message.masked) || null,
      via: message.via,
      preview: message.preview ?? null,
      card: message.card,
      call: message.call,
    }
  }

  const items = content.messages.map((message) =>
    itemOf(message, message.seq <= read ? 'read' : message.seq <= delivered ? 'delivered' : 'sent'),
  )
  const drawn = new Set(items.map((item) => item.key))
  const unsent = [
    ...content.held.map((message) => itemOf({ ...message, ...mine }, 'held')),
    ...content.outgoing.map(({ status, forward, ...message }) =>
      itemOf(
        { ...message, ...mine, forward: forward?.origin },
        status.kind,
        status.kind === 'failed' ? errorCodeOf(status.error) : null,
      ),
    ),
  ]
  for (const item of unsent) {
    if (drawn.has(item.key)) continue
    drawn.add(item.key)
    items.push(item)
  }
  return items
}

/** A message, or one without `seq`, which only the reader has. */
type Shown = Omit<Message, 'seq' | 'rev' | 'attachments' | 'forward'> & {
  seq: number | null
  attachments?: readonly Attachment[]
  forward?: ForwardOrigin | undefined
}

/** For items that the reader has not seen yet. */
function group(items: MessageItem[]): MessageItem[] {
  for (const [index, item] of items.entries()) {
    const joins = together(items[index - 1], item)
    const before = items[index - 1]
    if (before) before.last = !joins
    item.first = !joins
  }
  return items
}

function together(earlier: MessageItem | undefined, later: MessageItem | undefined): boolean {
  return (
    earlier !== undefined &&
    later !== undefined &&
    earlier.authorId === later.authorId &&
    !earlier.notice &&
    !later.notice &&
    !later.unreadStart &&
    later.at - earlier.at < GROUP_MS &&
    startOfDay(earlier.at) === startOfDay(later.at)
  )
}

const NONE: readonly ShownReaction[] = []
const NO_FILES: readonly Attachment[] = []

function reactionsOf(message: Message, { me, reacting }: LogContent): readonly ShownReaction[] {
  if (!message.reactions && reacting.length === 0) return NONE
  return shownReactions(message, me?.user_id ?? null, reacting)
}

function sameReactions(some: readonly ShownReaction[], others: readonly ShownReaction[]): boolean {
  return (
    some.length === others.length &&
    some.every((one, i) => {
      const other = others[i]
      return other?.emoji === one.emoji && other.count === one.count && other.mine === one.mine
    })
  )
}

function reuse(old: MessageItem | undefined, item: MessageItem): MessageItem {
  if (!old) return item
  for (const field of Object.keys(item) as (keyof MessageItem)[]) {
    const same = field === 'reactions' ? sameReactions(old.reactions, item.reactions) : old[field] === item[field]
    if (!same) return item
  }
  return old
}
