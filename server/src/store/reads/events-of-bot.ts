import type { Handover } from '@imbachat/protocol/rooms/handover'
import { ROOM_TYPE } from '@imbachat/protocol/site'
import type { Kysely } from 'kysely'
import { mentionedIn } from '../../chat/messages/mentioned-in.ts'
import type { LoggedEvent } from '../../chat/ports.ts'
import { NEVER_HANDED_OVER, toHandover } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { botsAmong } from './bots.ts'

/** Two bots that call each other go on for so many messages without a person's. */
const BOTS_ALONE = 10

/**
 * The events among these that a bot receives of its rooms. An erased bot receives nothing. A bot that was banned
 * receives nothing from that time, so that it does not answer old questions on its return.
 */
export async function eventsOfBot(
  db: Kysely<Database>,
  widget_id: number,
  bot_id: string,
  events: readonly LoggedEvent[],
): Promise<LoggedEvent[]> {
  const messages = events.flatMap((event) => ('message' in event.data ? [event.data.message] : []))
  const bots = await botsAmong(db, widget_id, [bot_id, ...messages.map(({ sender_id }) => sender_id)])
  const receives = bots.get(bot_id)
  if (receives === undefined) return []
  const bans = await bansOf(db, widget_id, bot_id)
  const wasBanned = (at: number) =>
    bans.some(({ created_at, until, lifted_at }) => at >= created_at && at <= (lifted_at ?? until ?? at))
  const rooms = await roomsAmong(
    db,
    widget_id,
    events.map(({ room_id }) => room_id),
  )
  const received: LoggedEvent[] = []
  for (const event of events) {
    const { type, data } = event
    if (wasBanned(event.at)) continue
    if (!('message' in data)) {
      received.push(event)
      continue
    }
    const { isDialog, handover } = rooms.get(data.room_id) ?? { isDialog: false, handover: NEVER_HANDED_OVER }
    if (type !== 'message.deleted') {
      const { message } = data
      const isCalled = mentionedIn(message.entities).user_ids.includes(bot_id) || message.replied_user_id === bot_id
      if (message.sender_id === bot_id) {
        // a button of its card was pressed
        if (type === 'message.created' || message.card?.pressed === undefined) continue
      } else if (bots.has(message.sender_id)) {
        // bots that answer each other would never end
        if (!isCalled || (await areBotsAlone(db, { widget_id, room_id: data.room_id, seq: message.seq }))) continue
      } else if (!isCalled && receives !== 'all' && !isDialog) continue
    }
    // the current value: an answer that refers to an older one is refused
    received.push({ ...event, data: { ...data, handover } })
  }
  return received
}

/** When the bot was banned, and until when. */
function bansOf(db: Kysely<Database>, widget_id: number, bot_id: string) {
  return db
    .selectFrom('restriction')
    .select(['created_at', 'until', 'lifted_at'])
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', bot_id)
    .where('kind', '=', 'ban')
    .execute()
}

async function roomsAmong(
  db: Kysely<Database>,
  widget_id: number,
  room_ids: readonly (number | null)[],
): Promise<ReadonlyMap<number, { isDialog: boolean; handover: Handover }>> {
  const ids = [...new Set(room_ids)].filter((id) => id !== null)
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('room')
    .select(['id', 'type', 'handover'])
    .where('widget_id', '=', widget_id)
    .where('id', 'in', ids)
    .execute()
  return new Map(
    rows.map(({ id, type, handover }) => [id, { isDialog: type === ROOM_TYPE.dialog, handover: toHandover(handover) }]),
  )
}

/** Did bots alone write the last messages of the room? */
async function areBotsAlone(
  db: Kysely<Database>,
  { widget_id, room_id, seq }: { widget_id: number; room_id: number; seq: number },
): Promise<boolean> {
  const last = await db
    .selectFrom('message')
    .select('sender_id')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '<=', seq)
    .where('seq', '>', seq - BOTS_ALONE)
    .where('system', 'is', null)
    .execute()
  const senders = [...new Set(last.map(({ sender_id }) => sender_id))]
  return last.length === BOTS_ALONE && (await botsAmong(db, widget_id, senders)).size === senders.length
}
