import type { Attachment, Message, Notice, Reaction, RoomPicture, RoomRights } from '@imbachat/protocol'
import type { Handover } from '@imbachat/protocol/rooms/handover'
import { isPresent, MEMBER_STATES } from '@imbachat/protocol/rooms/membership'
import { DEFAULT_ROOM_RIGHTS } from '@imbachat/protocol/rooms/room-rights'
import type { Selectable } from 'kysely'
import type { MessageParts } from '../../chat/ports.ts'
import type { Database } from './schema.ts'

/** `isPresent`, for SQL. */
export const PRESENT_STATES = MEMBER_STATES.filter((state) => isPresent({ state }))

export const MESSAGE_COLUMNS = [
  'seq',
  'rev',
  'client_id',
  'sender_id',
  'text',
  'reply_to',
  'created_at',
  'edited_at',
  'deleted_at',
  'pinned_at',
  'reactions',
  'attachments',
  'parts',
  'system',
  'uncounted',
] as const

export type MessageRow = Pick<Selectable<Database['message']>, (typeof MESSAGE_COLUMNS)[number]>

export function toMessage(row: MessageRow): Message {
  const message: Message = {
    seq: row.seq,
    rev: row.rev,
    client_id: row.client_id,
    sender_id: row.sender_id,
    text: row.text,
    reply_to: row.reply_to,
    created_at: row.created_at,
    edited_at: row.edited_at,
    deleted_at: row.deleted_at,
  }
  // Not spread: that takes a fifth of a page's time, for parts that most messages do not have.
  if (row.pinned_at !== null) message.pinned_at = row.pinned_at
  if (row.reactions !== null) message.reactions = JSON.parse(row.reactions) as Reaction[]
  if (row.attachments !== null) message.attachments = JSON.parse(row.attachments) as Attachment[]
  if (row.parts !== null) Object.assign(message, partsOf(row))
  if (row.system !== null) message.system = JSON.parse(row.system) as Notice
  if (row.uncounted > 0) message.uncounted = row.uncounted
  return message
}

export const partsOf = ({ parts }: Pick<MessageRow, 'parts'>): MessageParts =>
  parts === null ? {} : (JSON.parse(parts) as MessageParts)

/** `kept`: parts that an edit leaves as they are; `replaced`: parts that a new text replaces by its own. */
export function editedParts(parts: MessageParts): { kept: MessageParts; replaced: MessageParts } {
  const { replied_user_id, silent, via, ...replaced } = parts
  const kept = { ...(replied_user_id !== undefined && { replied_user_id }), ...(silent && { silent }) }
  return { kept: via ? { ...kept, via } : kept, replaced }
}

/** The content of `message.parts`. */
export function storedParts(parts: MessageParts | undefined): string | null {
  return parts === undefined || Object.keys(parts).length === 0 ? null : JSON.stringify(parts)
}

/** @param stored JSON, as `room.rights` has it */
export function toRights(stored: string | null): RoomRights {
  return stored === null
    ? DEFAULT_ROOM_RIGHTS
    : { ...DEFAULT_ROOM_RIGHTS, ...(JSON.parse(stored) as Partial<RoomRights>) }
}

/** The content of `room.rights`: null for the defaults. */
export function storedRights(rights: RoomRights): string | null {
  const names = Object.keys(DEFAULT_ROOM_RIGHTS) as (keyof RoomRights)[]
  const other = names.filter((name) => rights[name] !== DEFAULT_ROOM_RIGHTS[name])
  return other.length === 0 ? null : JSON.stringify(Object.fromEntries(other.map((name) => [name, rights[name]])))
}

/** The value of a room that was never handed over. */
export const NEVER_HANDED_OVER: Handover = { owner: 'bots', generation: 1 }

/** @param stored JSON, as `room.handover` has it */
export const toHandover = (stored: string | null): Handover =>
  stored === null ? NEVER_HANDED_OVER : (JSON.parse(stored) as Handover)

/** @param stored JSON, as `room.picture` has it */
export const toPicture = (stored: string | null): RoomPicture | null =>
  stored === null ? null : (JSON.parse(stored) as RoomPicture)

/** The key of a pair's only dialog, or of the only one about `contextId`: the same for both users. */
export function dialogKey(user_id: string, peer_id: string, contextId: string | undefined): string {
  const pair = [user_id, peer_id].sort()
  return JSON.stringify(contextId === undefined ? pair : [...pair, contextId])
}
