import { ROOM_TYPE } from '@imbachat/protocol/site'
import type { BotReceives } from '@imbachat/protocol/users/user'
import type { Kysely } from 'kysely'
import { mentionedIn } from '../../chat/messages/mentioned-in.ts'
import type { LoggedEvent } from '../../chat/ports.ts'
import type { Database } from '../schema/schema.ts'

/** Two bots that call each other go on for so many messages without a person's. */
const BOTS_ALONE = 10

/** Which of these events of its rooms a bot receives. A bot that was erased receives nothing. */
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
  const dialogs = await dialogsAmong(
    db,
    widget_id,
    events.map(({ room_id }) => room_id),
  )
  const received: LoggedEvent[] = []
  for (const event of events) {
    const { type, data, room_id } = event
    if ('message' in data && type !== 'message.deleted') {
      const { message } = data
      const isCalled = mentionedIn(message.entities).user_ids.includes(bot_id) || message.replied_user_id === bot_id
      if (message.sender_id === bot_id) {
        // a button of its card was pressed
        if (type === 'message.created' || message.card?.pressed === undefined) continue
      } else if (bots.has(message.sender_id)) {
        // bots that hear each other would never end
        if (!isCalled || (await areBotsAlone(db, { widget_id, room_id: data.room_id, seq: message.seq }))) continue
      } else if (!isCalled && receives !== 'all' && !dialogs.has(room_id ?? 0)) continue
    }
    received.push(event)
  }
  return received
}

/** Those of these users that are bots, with what they receive. */
export async function botsAmong(
  db: Kysely<Database>,
  widget_id: number,
  user_ids: readonly string[],
): Promise<Map<string, BotReceives>> {
  const rows = await db
    .selectFrom('chat_user')
    .select(['id', 'bot'])
    .where('widget_id', '=', widget_id)
    .where('id', 'in', [...new Set(user_ids)])
    .where('bot', 'is not', null)
    .execute()
  return new Map(rows.flatMap(({ id, bot }) => (bot === null ? [] : [[id, bot] as const])))
}

async function dialogsAmong(
  db: Kysely<Database>,
  widget_id: number,
  room_ids: readonly (number | null)[],
): Promise<ReadonlySet<number>> {
  const ids = [...new Set(room_ids)].filter((id) => id !== null)
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('room')
    .select('id')
    .where('widget_id', '=', widget_id)
    .where('id', 'in', ids)
    .where('type', '=', ROOM_TYPE.dialog)
    .execute()
  return new Set(rows.map(({ id }) => id))
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
