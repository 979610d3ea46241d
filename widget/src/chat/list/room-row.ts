import type {
  Attachment,
  CallPart,
  DialogContext,
  Message,
  Notice,
  OutgoingMessage,
  Presence,
  RoomFlags,
  RoomPicture,
  RoomSummary,
  UserCard,
} from '@imbachat/sdk'
import type { Draft } from '../composer/drafts.ts'
import { namedIn, nameOf, noticeNames, roomName } from '../core/names/names.ts'
import type { MessageStatus } from '../log/message-items.ts'
import { isHidden } from '../message-acts/being-deleted.ts'

/** A conversation as the list shows it. */
export interface RoomRow {
  room_id: number
  name: string
  avatar_url: string | null
  /** the key of the avatar's colour */
  colourId: string
  /** a group or channel */
  group: boolean
  /** a dialog with a program */
  bot: boolean | undefined
  /** the profile as which the reader is in the room; undefined: as themself */
  as: string | undefined
  picture: RoomPicture | null
  /** so large that its unread messages do not notify */
  quiet: boolean
  muted: boolean
  pinned: boolean
  /** marked as unread */
  marked: boolean
  online: boolean
  /** the peer asks to begin a dialog, and waits for an answer */
  request: boolean
  /** users who ask to join a group that the reader manages */
  asking: number
  /** the subject of a dialog */
  about: DialogContext | undefined
  at: number
  unread: number
  /** unread messages that mention the reader */
  mentions: number
  preview: RowPreview
}

export type RowPreview =
  /** in a dialog the author is clear: no names */
  | { kind: 'typing'; names: readonly string[] }
  | { kind: 'draft'; text: string }
  | { kind: 'deleted' }
  | { kind: 'notice'; notice: Notice; names: string }
  | { kind: 'call'; call: CallPart; own: boolean }
  | {
      kind: 'message'
      text: string
      own: boolean
      author: string | null
      status: MessageStatus | null
      files: readonly Attachment[]
    }
  | { kind: 'empty' }

export interface RowContext {
  /** the reader, or the profile as which they are in the room */
  meIn: (room_id: number) => UserCard | null
  asProfile: ReadonlyMap<number, UserCard>
  users: ReadonlyMap<string, UserCard>
  presence: ReadonlyMap<string, Presence>
  drafts: ReadonlyMap<number, Draft>
  /** the users who type, by room */
  typing: ReadonlyMap<number, readonly string[]>
  /** the last waiting or failed message, by room */
  outgoing: ReadonlyMap<number, OutgoingMessage>
  /** the room whose draft stands in the composer anyway */
  selectedRoomId: number | null
  isMuted: (room_id: number) => boolean
  /** users that the reader has blocked: the list does not show what they say in groups and channels */
  blocked: ReadonlySet<string>
  flags: ReadonlyMap<number, RoomFlags>
}

/**
 * All data that a row is made of, to compare it; null if that is too much for a quick comparison. With thousands of
 * rooms this saves most of the work.
 */
export function madeOf(room: RoomSummary, context: RowContext): readonly unknown[] | null {
  const { room_id, peer, last_message } = room
  if (!peer || last_message?.system || context.typing.has(room_id)) return null
  const draft = room_id !== context.selectedRoomId && context.drafts.get(room_id)
  const isOnline = context.presence.get(peer.user_id)?.online
  return [
    room,
    context.meIn(room_id),
    context.users.get(peer.user_id),
    isOnline,
    draft,
    context.isMuted(room_id),
    context.flags.get(room_id),
    context.outgoing.get(room_id),
    namedIn.value,
  ]
}

export function roomRow(room: RoomSummary, context: RowContext): RoomRow {
  const flags = context.flags.get(room.room_id)
  const peer = room.peer ? (context.users.get(room.peer.user_id) ?? room.peer) : null
  return {
    room_id: room.room_id,
    name: nameOf(peer) ?? roomName(room),
    avatar_url: peer?.avatar_url ?? null,
    colourId: peer?.user_id ?? `room ${room.room_id}`,
    bot: peer?.bot,
    as: context.asProfile.get(room.room_id)?.name,
    group: peer === null,
    picture: room.picture,
    quiet: !room.live,
    muted: context.isMuted(room.room_id),
    pinned: flags?.pin?.order != null,
    marked: flags?.unread?.marked === true,
    online: peer !== null && context.presence.get(peer.user_id)?.online === true,
    request: room.state === 'invited',
    asking: room.join_requests,
    about: room.context,
    at: room.active_at,
    unread: room.unread,
    mentions: room.mentions?.length ?? 0,
    preview: preview(room, context),
  }
}

/**
 * A dialog that the reader opened and left before anybody wrote: after a reload the server does not list it either
 * (rule ROOM-9).
 */
export function isLeftEmpty({ room_id, peer, last_seq }: RoomSummary, row: RoomRow, context: RowContext): boolean {
  if (!peer || row.preview.kind !== 'empty' || row.pinned || row.marked) return false
  return last_seq <= (context.flags.get(room_id)?.cleared?.hidden_seq ?? 0) && room_id !== context.selectedRoomId
}

function preview(room: RoomSummary, context: RowContext): RowPreview {
  const typing = context.typing.get(room.room_id)
  if (typing) return { kind: 'typing', names: room.peer ? [] : typing.map((id) => nameOf(context.users.get(id)) ?? id) }
  const draft = context.drafts.get(room.room_id)
  if (draft?.text.trim() && room.room_id !== context.selectedRoomId) return { kind: 'draft', text: draft.text }
  const unsent = context.outgoing.get(room.room_id)
  if (unsent && (unsent.status.kind === 'waiting' || unsent.created_at > room.active_at)) {
    const { text, status, attachments: files = [] } = unsent
    return { kind: 'message', text, own: true, author: null, status: status.kind, files }
  }
  const message = room.last_message
  if (!message || isHidden(context.flags.get(room.room_id), message.seq)) return { kind: 'empty' }
  const { system } = message
  const me = context.meIn(room.room_id)
  if (system) return { kind: 'notice', notice: system, names: noticeNames(message, context.users, me) }
  if (message.text === null) return { kind: 'deleted' }
  const own = message.sender_id === me?.user_id
  const { call } = message
  if (call) return { kind: 'call', call, own }
  const status = own && room.peer ? statusOf(room, message.seq) : null
  const isBlocked = room.peer === null && context.blocked.has(message.sender_id)
  const text = isBlocked ? '…' : message.text
  const files = isBlocked ? [] : (message.attachments ?? [])
  return { kind: 'message', text, own, author: own ? null : authorOf(room, message, context), status, files }
}

function authorOf(room: RoomSummary, { sender_id }: Message, { users }: RowContext): string | null {
  if (room.peer) return null
  const sent = room.last_sender?.user_id === sender_id ? room.last_sender : null
  return nameOf(users.get(sender_id) ?? sent) ?? null
}

/** The status of a message in a dialog. Read marks of other rooms' members are known only while the room is open. */
function statusOf(room: RoomSummary, seq: number): MessageStatus {
  const peer = room.watermarks.find((mark) => mark.user_id === room.peer?.user_id)
  if (peer && seq <= peer.read_seq) return 'read'
  return peer && seq <= peer.delivered_seq ? 'delivered' : 'sent'
}

/** Would the list show the same? Both are flat but for the preview and its names. */
export function sameRow(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b
  const [left, right] = [Object.entries(a), b as Record<string, unknown>]
  return left.length === Object.keys(b).length && left.every(([key, value]) => sameRow(value, right[key]))
}
