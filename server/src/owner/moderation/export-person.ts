import { ChatError } from '@imbachat/protocol'
import { messagesToLookAt, nextRoom } from './delete-messages.ts'
import type { PeopleParts } from './people.ts'
import { pressesOf } from './presses-of.ts'
import { readPerson } from './read-person.ts'

/** Messages that one part looks at, and rows that it has at most. */
const LOOK_AT = 5_000
const ROWS = 500

export interface PersonPart {
  /** members of the whole; lists of several parts are joined */
  part: Record<string, unknown>
  next: string | null
  /** how far it is, for progress */
  looked: number
  total: number
}

/**
 * What the chat has of one user, in parts that each cost the server little. The first part has everything but messages;
 * those follow room by room, in the user's own words and with the files' names.
 * @throws ChatError invalid_field
 */
export async function exportPerson(
  parts: PeopleParts,
  { widgetId, userId }: { widgetId: number; userId: string },
  cursor: string | null,
): Promise<PersonPart> {
  const { reader } = parts
  if (cursor === null) {
    const ofUser = { widgetId, userId }
    const [whole, rooms, ownState, reports, appeals, total] = await Promise.all([
      readPerson(parts, ofUser),
      reader
        .selectFrom('member as m')
        .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'm.widget_id').onRef('r.id', '=', 'm.room_id'))
        .select(['r.id as room_id', 'r.type', 'r.title', 'r.pipe', 'm.state', 'm.role', 'm.joined_at', 'm.read_seq'])
        .where('m.widget_id', '=', widgetId)
        .where('m.user_id', '=', userId)
        .execute(),
      reader
        .selectFrom('own_item')
        .select(['key', 'value'])
        .where('widget_id', '=', widgetId)
        .where('user_id', '=', userId)
        .execute(),
      reader
        .selectFrom('report')
        .select(['room_id', 'seq', 'user_id', 'reason', 'comment', 'created_at'])
        .where('widget_id', '=', widgetId)
        .where('reporter_id', '=', userId)
        .execute(),
      reader
        .selectFrom('appeal')
        .select(['restriction_id', 'text', 'created_at', 'closed_at', 'outcome'])
        .where('widget_id', '=', widgetId)
        .where('user_id', '=', userId)
        .execute(),
      messagesToLookAt(parts, widgetId, userId),
    ])
    const profile = { ...whole.person, ...whole.profile }
    // The file is for the user: it does not name the moderators.
    const restrictions = whole.restrictions.map(({ created_by: _, lifted_by: __, ...restriction }) => restriction)
    const part = { profile, restrictions, appeals, rooms, own_state: ownState, reports }
    return { part, next: '0.0.0', looked: 0, total }
  }
  const match = /^(\d{1,15})\.(\d{1,15})\.(\d{1,15})$/.exec(cursor)
  if (!match) throw new ChatError('invalid_field', 'cursor must be `next` of the previous part', { field: 'cursor' })
  const [roomId = 0, seq = 0, looked = 0] = match.slice(1).map(Number)
  const [room, total] = await Promise.all([
    nextRoom(parts, widgetId, userId, { roomId, seq }),
    messagesToLookAt(parts, widgetId, userId),
  ])
  if (!room) return { part: {}, next: null, looked: total, total }
  const after = room.id === roomId ? seq : 0
  const upTo = Math.min(room.last_seq, after + LOOK_AT)
  const inRange = { widgetId, roomId: room.id, after, upTo }
  const messages = await reader
    .selectFrom('message')
    .select(['room_id', 'seq', 'text', 'created_at', 'edited_at', 'deleted_at', 'reply_to', 'attachments'])
    .where('widget_id', '=', inRange.widgetId)
    .where('room_id', '=', inRange.roomId)
    .where('seq', '>', inRange.after)
    .where('seq', '<=', inRange.upTo)
    .where('sender_id', '=', userId)
    .where('system', 'is', null)
    .orderBy('seq')
    .limit(ROWS)
    .execute()
  const end = messages.length === ROWS ? (messages.at(-1)?.seq ?? upTo) : upTo
  const reactions = await reader
    .selectFrom('reaction')
    .select(['room_id', 'seq', 'emoji', 'reacted_at'])
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', room.id)
    .where('seq', '>', after)
    .where('seq', '<=', end)
    .where('user_id', '=', userId)
    .execute()
  const presses = await pressesOf(parts, { widgetId, roomId: room.id, userId, after, upTo: end })
  const next = looked + end - after
  return {
    part: {
      messages: messages.map(({ attachments, ...message }) => ({
        ...message,
        ...(attachments !== null && { attachments: JSON.parse(attachments) as unknown }),
      })),
      reactions,
      ...(presses.length > 0 && { presses }),
    },
    next: `${room.id}.${end}.${next}`,
    looked: Math.min(next, total),
    total,
  }
}
