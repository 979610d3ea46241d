import type { Message } from '@imbachat/protocol'
import type { EventData, EventType } from '@imbachat/protocol/http/api/event-catalogue'
import type { Kysely } from 'kysely'
import type { LoggedEvent, NewEvent } from '../../chat/ports.ts'
import { PRESENT_STATES } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { prepared } from '../statements/prepared.ts'
import { heldAsMessage, heldRow } from '../writes/messages/hold-messages.ts'
import { eventsOfBot } from './events-of-bot.ts'
import { messagesAt } from './messages.ts'

interface EventsPage {
  after: number
  limit: number
  types?: readonly EventType[] | undefined
  /** null: for the site */
  bot_id?: string | null | undefined
  pipes?: boolean
}

export async function eventsAfter(
  db: Kysely<Database>,
  widget_id: number,
  { after, limit, types, bot_id = null, pipes = false }: EventsPage,
): Promise<{ events: LoggedEvent[]; last_id: number }> {
  const looked = types === undefined && bot_id === null ? null : await rangeAfter(db, widget_id, after)
  const botEvents = bot_id === null ? [] : await eventsOfBots()
  const rows = await db
    .selectFrom('event')
    .select(['id', 'type', 'room_id', 'user_id', 'at', 'data'])
    .where('widget_id', '=', widget_id)
    .where('id', '>', after)
    .$if(looked !== null, (query) => query.where('id', '<=', looked))
    .$if(types !== undefined, (query) => query.where('type', 'in', [...(types ?? [])]))
    .$if(bot_id !== null, (query) =>
      query
        .where('type', 'in', botEvents)
        .where(({ exists, selectFrom, ref }) =>
          exists(
            selectFrom('member as m')
              .select('m.user_id')
              .where('m.widget_id', '=', widget_id)
              .where('m.room_id', '=', ref('event.room_id'))
              .where('m.user_id', '=', bot_id)
              .where('m.state', 'in', PRESENT_STATES),
          ),
        ),
    )
    .orderBy('id')
    .limit(limit)
    .execute()
  const stored = rows.map(({ id, at, data, ...row }) => ({
    id,
    at,
    event: { ...row, data: JSON.parse(data) } as NewEvent,
  }))
  const messages = await messagesOf(
    db,
    widget_id,
    stored.map(({ event }) => event),
  )
  const events: LoggedEvent[] = []
  for (const { id, at, event } of stored) {
    const data = await dataOf(db, widget_id, event, messages)
    if (data) events.push({ id, type: event.type, room_id: event.room_id, at, data })
  }
  const last = rows.at(-1)?.id ?? after
  const last_id = looked !== null && rows.length < limit ? looked : last
  const received = bot_id === null ? events : await eventsOfBot(db, widget_id, bot_id, events)
  if (!pipes) return { events: received, last_id }
  const named = await withPipes(db, widget_id, received)
  return { events: bot_id === null ? await withPersons(db, widget_id, named) : named, last_id }
}

/** With the persons who acted as profiles: the site knows its users by them. */
async function withPersons(
  db: Kysely<Database>,
  widget_id: number,
  events: readonly LoggedEvent[],
): Promise<LoggedEvent[]> {
  const ids = new Set(events.flatMap(({ data }) => actorOf(data) ?? []))
  if (ids.size === 0) return [...events]
  const profiles = await db
    .selectFrom('chat_user')
    .select(['id', 'profile_of'])
    .where('widget_id', '=', widget_id)
    .where('id', 'in', [...ids])
    .where('profile_of', 'is not', null)
    .execute()
  const personOf = new Map(profiles.map(({ id, profile_of }) => [id, profile_of]))
  return events.map((event) => {
    const person_id = personOf.get(actorOf(event.data) ?? '')
    return person_id ? { ...event, data: { ...event.data, person_id } } : event
  })
}

function actorOf(data: LoggedEvent['data']): string | null {
  if ('message' in data) return data.message.sender_id
  return 'user_id' in data ? data.user_id : null
}

/** With the names that the site gave the rooms: programs of the site would ask for the room of each event. */
async function withPipes(
  db: Kysely<Database>,
  widget_id: number,
  events: readonly LoggedEvent[],
): Promise<LoggedEvent[]> {
  const room_ids = new Set(events.flatMap(({ data }) => ('room_id' in data ? data.room_id : [])))
  if (room_ids.size === 0) return [...events]
  const rooms = await db
    .selectFrom('room')
    .select(['id', 'pipe'])
    .where('widget_id', '=', widget_id)
    .where('id', 'in', [...room_ids])
    .where('pipe', 'is not', null)
    .execute()
  const pipeOf = new Map(rooms.map(({ id, pipe }) => [id, pipe]))
  return events.map((event) => {
    const { data } = event
    const pipe = 'room_id' in data ? pipeOf.get(data.room_id) : null
    return pipe ? { ...event, data: { ...data, pipe } } : event
  })
}

/** Events that one read looks through for some types: the others of a busy widget must not hold up the server. */
const MOST_LOOKED = 5_000

/** @returns the event up to which one read looks */
async function rangeAfter(db: Kysely<Database>, widget_id: number, after: number): Promise<number> {
  const span = await eventSpan(db, widget_id)
  if (span === null) return after
  return Math.max(after, Math.min(Math.max(after, span.first_id - 1) + MOST_LOOKED, span.last_id))
}

/** Imported with its first use: threads that only write start without schemas. */
const eventsOfBots = async (): Promise<readonly EventType[]> =>
  (await import('@imbachat/protocol/http/api/event-catalogue')).BOT_EVENTS

type Messages = ReadonlyMap<string, Message>
const keyOf = (room_id: number, seq: number) => `${room_id}/${seq}`

/** The messages that events name, as they are now. */
async function messagesOf(db: Kysely<Database>, widget_id: number, events: readonly NewEvent[]): Promise<Messages> {
  const places = events.flatMap((event) => {
    switch (event.type) {
      case 'message.created':
      case 'message.updated':
      case 'message.deleted':
        return [{ room_id: event.room_id, seq: event.data.seq }]
      default:
        return []
    }
  })
  if (places.length === 0) return new Map()
  const messages = await messagesAt(db, widget_id, places)
  return new Map(
    places.flatMap(({ room_id, seq }, index) => {
      const message = messages[index]
      return message ? [[keyOf(room_id, seq), message] as const] : []
    }),
  )
}

/**
 * @returns null: the row of the event's message is gone, because its room or user was erased, or its held message was
 * removed
 */
async function dataOf(
  db: Kysely<Database>,
  widget_id: number,
  event: NewEvent,
  messages: Messages,
): Promise<EventData | null> {
  switch (event.type) {
    case 'message.created':
    case 'message.updated':
    case 'message.deleted': {
      const { room_id } = event
      const message = messages.get(keyOf(room_id, event.data.seq))
      return message ? { room_id, message } : null
    }
    case 'message.held': {
      const { room_id, user_id: sender_id } = event
      const { client_id, reason } = event.data
      const row = await heldRow(db, { widget_id, room_id, sender_id, client_id })
      return row && row.removed_at === null ? { room_id, message: heldAsMessage(row), reason } : null
    }
    default:
      return event.data
  }
}

/** The oldest event that is kept, and the number of the newest one ever; null: the widget has no log. */
export async function eventSpan(
  db: Kysely<Database>,
  widget_id: number,
): Promise<{ first_id: number; last_id: number } | null> {
  const head = await db.selectFrom('event_head').select('last_id').where('widget_id', '=', widget_id).executeTakeFirst()
  if (!head) return null
  const first = await db
    .selectFrom('event')
    .select('id')
    .where('widget_id', '=', widget_id)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst()
  return { first_id: first?.id ?? head.last_id + 1, last_id: head.last_id }
}

/** On PostgreSQL: the widgets with events that have no number yet. */
export async function widgetsWithWaitingEvents(db: Kysely<Database>): Promise<number[]> {
  return (await waitingEvents(db, {})).map(({ widget_id }) => widget_id)
}

// Every node on PostgreSQL asks both each second.
const waitingEvents = prepared((db) => db.selectFrom('event_waiting').select('widget_id').distinct())
const eventHeads = prepared((db) => db.selectFrom('event_head').select('widget_id'))

/** The widgets that have a log. */
export async function loggedWidgets(db: Kysely<Database>): Promise<number[]> {
  return (await eventHeads(db, {})).map(({ widget_id }) => widget_id)
}
