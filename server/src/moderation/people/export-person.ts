import type { Message } from '@imbachat/protocol'
import { cursorOf } from '../../chat/cursor.ts'
import { HELD_KEYS } from '../../chat/own-state/own-item.ts'
import { messagesToLookAt, nextRoom } from './delete-messages.ts'
import type { PeopleDeps } from './people-deps.ts'
import { pressesOf } from './presses-of.ts'
import { readPerson } from './read-person.ts'

/** Rooms and messages that one part looks at, and rows that it has of each kind at most. */
const ROOMS = 100
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

interface OfPerson {
  widget_id: number
  user_id: string
}

/** The rooms after this one, and how many messages there will be. */
const IN_ROOMS = 'rooms.'
const roomPlaces = cursorOf('number', 'number')
/** Room, `seq` in it, messages looked at, messages in all. */
const messagePlaces = cursorOf('number', 'number', 'number', 'number')

/**
 * The chat's data of one user, in parts that each cost the server little. The first part has everything but rooms and
 * messages; messages follow room by room, in the user's own words and with the files' names.
 * @throws ChatError invalid_field
 */
export async function exportPerson(deps: PeopleDeps, person: OfPerson, cursor: string | null): Promise<PersonPart> {
  const totalOf = () => messagesToLookAt(deps, person.widget_id, person.user_id)
  if (cursor === null) {
    const [part, rooms, total] = await Promise.all([profilePart(deps, person), roomsPart(deps, person, 0), totalOf()])
    return { part: { ...part, rooms: rooms.rooms }, next: `${rooms.next}.${total}`, looked: 0, total }
  }
  if (cursor.startsWith(IN_ROOMS)) {
    const [after, total] = roomPlaces.read(cursor.slice(IN_ROOMS.length))
    const { rooms, next } = await roomsPart(deps, person, after)
    return { part: { rooms }, next: `${next}.${total}`, looked: 0, total }
  }
  const [room_id, seq, looked, total] = messagePlaces.read(cursor)
  const { part, place } = await messagesPart(deps, person, { room_id, seq })
  if (place === null) return { part, next: null, looked: total, total }
  const done = Math.min(looked + place.looked, total)
  return {
    part,
    next: messagePlaces.write(place.room_id, place.seq, looked + place.looked, total),
    looked: done,
    total,
  }
}

async function profilePart(deps: PeopleDeps, { widget_id, user_id }: OfPerson): Promise<Record<string, unknown>> {
  const { readDb } = deps
  const [whole, own_state, reports, appeals, held, notified] = await Promise.all([
    readPerson(deps, { widget_id, user_id }),
    readDb
      .selectFrom('own_item')
      .select(['key', 'value'])
      .where('widget_id', '=', widget_id)
      .where('user_id', '=', user_id)
      // waiting messages have a list of their own, and the others would reveal a shadow ban
      .where('key', 'not like', `${HELD_KEYS}%`)
      .execute(),
    readDb
      .selectFrom('report')
      .select(['room_id', 'seq', 'user_id', 'reason', 'comment', 'created_at'])
      .where('widget_id', '=', widget_id)
      .where('reporter_id', '=', user_id)
      .execute(),
    readDb
      .selectFrom('appeal')
      .select(['restriction_id', 'text', 'created_at', 'closed_at', 'outcome'])
      .where('widget_id', '=', widget_id)
      .where('user_id', '=', user_id)
      .execute(),
    readDb
      .selectFrom('held_message')
      .select(['room_id', 'text', 'reply_to', 'attachments', 'held_at'])
      .where('widget_id', '=', widget_id)
      .where('sender_id', '=', user_id)
      .where('removed_at', 'is', null)
      .where('reason', '!=', 'shadow')
      .orderBy('held_at')
      .execute(),
    notificationsOf(deps, { widget_id, user_id }),
  ])
  // The file is for the user: it does not name the moderators, and does not reveal a shadow ban.
  const { shadow: _, ...person } = whole.person
  const profile = { ...person, ...whole.profile }
  const restrictions = whole.restrictions
    .filter(({ kind }) => kind !== 'shadow')
    .map(({ created_by: _, lifted_by: __, ...restriction }) => restriction)
  return { profile, restrictions, appeals, own_state, reports, held_messages: held, ...notified }
}

/** Browsers that get notifications, and the notifications that were sent, with their channel and result. */
async function notificationsOf({ readDb }: PeopleDeps, { widget_id, user_id }: OfPerson) {
  const [devices, mailed, notifications, replies] = await Promise.all([
    readDb
      .selectFrom('push_subscription')
      .select(['name', 'language', 'created_at', 'used_at'])
      .where('widget_id', '=', widget_id)
      .where('user_id', '=', user_id)
      .execute(),
    readDb
      .selectFrom('mail_recipient')
      .select(['sent_at', 'sent_in_day'])
      .where('widget_id', '=', widget_id)
      .where('user_id', '=', user_id)
      .executeTakeFirst(),
    readDb
      .selectFrom('notification_log')
      .select(['at', 'channel', 'rooms', 'state', 'problem', 'opened_at', 'answered_at', 'unsubscribed_at', 'waited'])
      .where('widget_id', '=', widget_id)
      .where('user_id', '=', user_id)
      .orderBy('at', 'desc')
      .limit(ROWS)
      .execute(),
    readDb
      .selectFrom('mail_reply')
      .select(['at', 'room_id', 'state'])
      .where('widget_id', '=', widget_id)
      .where('user_id', '=', user_id)
      .orderBy('at', 'desc')
      .limit(ROWS)
      .execute(),
  ])
  return { devices, mailed: mailed ?? null, notifications, mail_replies: replies }
}

/** @returns next: more rooms, or the first messages */
async function roomsPart({ readDb }: PeopleDeps, { widget_id, user_id }: OfPerson, after: number) {
  const found = await readDb
    .selectFrom('member as m')
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'm.widget_id').onRef('r.id', '=', 'm.room_id'))
    .select(['r.id as room_id', 'r.type', 'r.title', 'r.pipe', 'm.state', 'm.role', 'm.joined_at', 'm.read_seq'])
    .where('m.widget_id', '=', widget_id)
    .where('m.user_id', '=', user_id)
    .where('m.room_id', '>', after)
    .orderBy('m.room_id')
    .limit(ROWS + 1)
    .execute()
  const rooms = found.slice(0, ROWS)
  return { rooms, next: found.length > ROWS ? `rooms.${rooms.at(-1)?.room_id ?? 0}` : '0.0.0' }
}

/** @returns place: where the next part begins, and how many messages this one looked at; null: this is the last */
async function messagesPart(deps: PeopleDeps, person: OfPerson, from: { room_id: number; seq: number }) {
  const messages: Record<string, unknown>[] = []
  const reactions: Record<string, unknown>[] = []
  const presses: Record<string, unknown>[] = []
  const part = () => ({ messages, reactions, ...(presses.length > 0 && { presses }) })
  let { room_id, seq } = from
  let looked = 0
  for (let rooms = 0; rooms < ROOMS && looked < LOOK_AT && messages.length < ROWS; rooms++) {
    const room = await nextRoom(deps, person.widget_id, person.user_id, { room_id, seq })
    if (!room) return { part: part(), place: null }
    const after = room.id === room_id ? seq : 0
    const upTo = Math.min(room.last_seq, after + LOOK_AT - looked)
    const found = await inRoom(deps, person, { room_id: room.id, after, upTo, most: ROWS - messages.length })
    messages.push(...found.messages)
    reactions.push(...found.reactions)
    presses.push(...found.presses)
    looked += found.end - after
    room_id = room.id
    seq = found.end
  }
  return { part: part(), place: { room_id, seq, looked } }
}

const callIn = (parts: string) => {
  const { call } = JSON.parse(parts) as Pick<Message, 'call'>
  return call && { call }
}

/** @returns end: it is looked through up to this message */
async function inRoom(
  deps: PeopleDeps,
  { widget_id, user_id }: OfPerson,
  { room_id, after, upTo, most }: { room_id: number; after: number; upTo: number; most: number },
) {
  const { readDb } = deps
  const messages = await readDb
    .selectFrom('message')
    .select(['room_id', 'seq', 'text', 'created_at', 'edited_at', 'deleted_at', 'reply_to', 'attachments', 'parts'])
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '>', after)
    .where('seq', '<=', upTo)
    .where('sender_id', '=', user_id)
    .where('system', 'is', null)
    .orderBy('seq')
    .limit(most)
    .execute()
  const end = messages.length === most ? (messages.at(-1)?.seq ?? upTo) : upTo
  const [reactions, presses] = await Promise.all([
    readDb
      .selectFrom('reaction')
      .select(['room_id', 'seq', 'emoji', 'reacted_at'])
      .where('widget_id', '=', widget_id)
      .where('room_id', '=', room_id)
      .where('seq', '>', after)
      .where('seq', '<=', end)
      .where('user_id', '=', user_id)
      .execute(),
    pressesOf(deps, { widget_id, room_id, user_id, after, upTo: end }),
  ])
  return {
    messages: messages.map(({ attachments, parts, ...message }) => ({
      ...message,
      // the entry of a call has no text
      ...(parts !== null && callIn(parts)),
      ...(attachments !== null && { attachments: JSON.parse(attachments) as unknown }),
    })),
    reactions,
    presses,
    end,
  }
}
