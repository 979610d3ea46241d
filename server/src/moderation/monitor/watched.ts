import { type Message, ROOM_TYPE } from '@imbachat/protocol'
import type { WatchedMessage, WhyHeld } from '@imbachat/protocol/http/moderation/monitor'
import type { Kysely } from 'kysely'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import { cardsById } from '../../chat/users/user-card.ts'
import type { Database } from '../../store/schema/schema.ts'
import { partsToShow, usersToName, withNames } from '../reports/message-content.ts'

/** Selects the watched messages. */
export interface MonitorFilter {
  /** written by this user */
  user: string | null
  /** with `user`: in the dialogs of the two, written by either */
  peer: string | null
  room: number | null
  hasFile: boolean
  flagged: boolean
  since: number | null
  until: number | null
}

export interface PlacedMessage {
  room_id: number
  message: Message
  /** missing: all see it */
  held?: WhyHeld
}

interface WatchedDeps {
  readDb: Kysely<Database>
  chat: Pick<ChatDeps, 'users'>
}

/** True if the message alone passes the filter. The filter for dialogs is checked where rooms are read. */
export function fits({ room_id, message }: PlacedMessage, filter: MonitorFilter): boolean {
  const { user, peer, room, hasFile, since, until } = filter
  // notices about members are too many: only notices of the site are watched
  if (message.system && message.system.kind !== 'site') return false
  if (room !== null && room_id !== room) return false
  if (user !== null && message.sender_id !== user && message.sender_id !== peer) return false
  if (hasFile && !message.attachments?.length) return false
  return message.created_at >= (since ?? 0) && message.created_at <= (until ?? Number.MAX_SAFE_INTEGER)
}

/**
 * Messages with the data that a moderator needs of each. Leaves out those that the filter excludes by room or report.
 */
export async function toWatched(
  { readDb, chat }: WatchedDeps,
  widget_id: number,
  found: readonly PlacedMessage[],
  { user, peer, flagged }: MonitorFilter,
): Promise<WatchedMessage[]> {
  if (found.length === 0) return []
  const room_ids = [...new Set(found.map(({ room_id }) => room_id))]
  const [rooms, reports] = await Promise.all([
    readDb
      .selectFrom('room')
      .select(['id', 'type', 'title', 'pipe', 'dialog_key'])
      .where('widget_id', '=', widget_id)
      .where('id', 'in', room_ids)
      .execute(),
    readDb
      .selectFrom('report')
      .select(['room_id', 'seq'])
      .distinct()
      .where('widget_id', '=', widget_id)
      .where('seq', 'is not', null)
      .where(({ eb, or }) =>
        or(found.map(({ room_id, message }) => eb('room_id', '=', room_id).and('seq', '=', message.seq))),
      )
      .execute(),
  ])
  const roomOf = new Map(rooms.map((room) => [room.id, room]))
  const isReported = new Set(reports.map(({ room_id, seq }) => `${room_id}/${seq}`))
  const pairOf = (room_id: number): readonly string[] => {
    const room = roomOf.get(room_id)
    if (room?.type !== ROOM_TYPE.dialog || room.dialog_key === null) return []
    return (JSON.parse(room.dialog_key) as string[]).slice(0, 2)
  }
  // a rule that holds a message puts it into the queue, too
  const isFlagged = ({ room_id, message, held }: PlacedMessage) =>
    held === undefined ? isReported.has(`${room_id}/${message.seq}`) : held === 'waiting'
  const shown = found.filter((one) => {
    const { room_id } = one
    if (!roomOf.has(room_id)) return false
    const pair = pairOf(room_id)
    if (user !== null && peer !== null && !(pair.includes(user) && pair.includes(peer))) return false
    return !flagged || isFlagged(one)
  })
  const otherOf = ({ room_id, message }: PlacedMessage) =>
    pairOf(room_id).find((user_id) => user_id !== message.sender_id) ?? null
  const cardOf = await cardsById(
    chat.users,
    widget_id,
    shown.flatMap((one) => [
      one.message.sender_id,
      otherOf(one) ?? one.message.sender_id,
      ...usersToName(partsToShow(one.message)),
    ]),
  )
  return shown.map((one) => {
    const { room_id, message, held = null } = one
    const { seq, client_id, sender_id, text, attachments = [], edited_at, created_at } = message
    const other = otherOf(one)
    const room = roomOf.get(room_id)
    return {
      room_id,
      seq,
      client_id,
      held,
      room_title: room?.type === ROOM_TYPE.dialog ? null : (room?.title ?? room?.pipe ?? ''),
      sender: cardOf(sender_id),
      peer: other === null ? null : cardOf(other),
      text,
      files: attachments.map(({ name, size }) => ({ name, size })),
      carries: withNames(partsToShow(message), cardOf),
      flagged: isFlagged(one),
      edited: edited_at !== null,
      created_at,
    }
  })
}
