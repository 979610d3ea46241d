import type { Handover } from '@imbachat/protocol/rooms/handover'
import type { BotReceives } from '@imbachat/protocol/users/user'
import { type Kysely, sql } from 'kysely'
import { toHandover } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'

/** The bots among these users, with the messages that they receive. */
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

/**
 * The bots among these users, if people answer in the room: then bots may not write or change anything. Reads nothing
 * for rooms where bots answer.
 * @param handover value of `room.handover`
 */
export async function silencedAmong(
  db: Kysely<Database>,
  widget_id: number,
  user_ids: readonly string[],
  handover: string | null,
): Promise<ReadonlySet<string>> {
  if (user_ids.length === 0 || toHandover(handover).owner === 'bots') return NOBODY
  return new Set((await botsAmong(db, widget_id, user_ids)).keys())
}

/**
 * 2: a bot that receives all messages is in room `r`; 1: another bot is; 0: no bot is. Looks for the widget's bots,
 * which are few, among the members: without bots, a statement pays one look for all its rooms. `id >= ''` makes SQLite
 * use the index of bots; with the widget alone it uses another one, and reads all users.
 */
export const botsInRoom = (widget_id: number) => sql<number>`
  (case when exists (
    select 1 from chat_user where widget_id = ${widget_id} and id >= '' and bot is not null
  ) then coalesce((
    select max(case when b.bot = 'all' then 2 else 1 end)
    from chat_user as b cross join member as bm
    where b.widget_id = ${widget_id} and b.id >= '' and b.bot is not null
      and bm.widget_id = (b.widget_id + 0) and bm.room_id = r.id and bm.user_id = b.id and bm.state = 'joined'
  ), 0) else 0 end)`

/**
 * The bot or the people that answer in a room; null: the room has no bot, or only bots that receive mentions and it
 * was never handed over.
 * @param bots result of `botsInRoom`
 * @param handover value of `room.handover`
 */
export function answeredBy(bots: number, handover: string | null): Handover['owner'] | null {
  const { owner, generation } = toHandover(handover)
  return bots === 2 || (bots === 1 && generation > 1) ? owner : null
}

const NOBODY: ReadonlySet<string> = new Set()
