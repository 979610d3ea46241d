import { ROOM_TYPE } from '@imbachat/protocol'
import type { WatchedMessage } from '@imbachat/protocol/http/moderation/monitor'
import type { AliasedExpression, Kysely, Selectable } from 'kysely'
import type { ChatDeps } from '../../chat/chat-deps.ts'
import type { Database } from '../../store/schema/schema.ts'
import { heldMessages } from './held.ts'
import { dialogsOf, type Pair, pairOf, ROOMS_OF_USER } from './pair.ts'
import { lastMessageAt } from './seq-at.ts'
import { fits, type MonitorFilter, type PlacedMessage, toWatched } from './watched.ts'

interface ListDeps {
  readDb: Kysely<Database>
  chat: Pick<ChatDeps, 'store' | 'users'>
}

export interface WatchedPage {
  messages: WatchedMessage[]
  more: boolean
  /** false: there were more rooms or messages than are looked at */
  complete: boolean
}

/** Rooms that one page looks into, and messages of each: no index has all messages by time, or sending would pay it. */
const ROOMS = 100
const LOOK_AT = 500
/** Rooms that are looked into before others have their turn. */
const AT_ONCE = 5

/**
 * The last messages before `until`, the newest first. The newest messages are in the rooms that were active last, so a
 * page reads as many rooms as it has messages.
 */
export async function listWatched(
  deps: ListDeps,
  widget_id: number,
  filter: MonitorFilter,
  limit: number,
): Promise<WatchedPage> {
  const pair = await pairOf(deps.chat, widget_id, filter)
  const find = filter.flagged ? reported : inRooms
  const [{ found, complete }, held] = await Promise.all([
    find(deps, widget_id, { filter, pair, limit }),
    heldMessages(deps.readDb, widget_id, { filter, pair, limit: limit + 1 }),
  ])
  found.push(...held)
  found.sort((a, b) => b.message.created_at - a.message.created_at || b.message.seq - a.message.seq)
  const messages = await toWatched(deps, widget_id, found.slice(0, limit), filter)
  return { messages, more: found.length > limit, complete }
}

interface Input {
  filter: MonitorFilter
  pair: Pair | null
  limit: number
}

interface Found {
  found: PlacedMessage[]
  complete: boolean
}

async function inRooms(deps: ListDeps, widget_id: number, { filter, pair, limit }: Input): Promise<Found> {
  const rooms = await roomsOf(deps, widget_id, filter, pair)
  const alone = pair === null ? filter.user : null
  const isInMore =
    alone !== null && (await deps.chat.store.roomCountOf(widget_id, alone, ROOMS_OF_USER + 1)) > ROOMS_OF_USER
  const look = async ({ id, last_seq, active_at }: (typeof rooms)[number]) => {
    const before = await endAt(deps, widget_id, { room_id: id, last_seq, active_at }, filter.until)
    const isFiltered = filter.user !== null || filter.hasFile
    const some = await deps.chat.store.messagesBefore(widget_id, id, before, isFiltered ? LOOK_AT : limit + 1)
    const found = some.map((message) => ({ room_id: id, message })).filter((one) => fits(one, filter))
    const oldest = some[0]
    const isWhole = !isFiltered || found.length > limit || !oldest || oldest.seq === 1
    return { found, isWhole: isWhole || oldest.created_at < (filter.since ?? 0) }
  }
  const looked: Awaited<ReturnType<typeof look>>[] = []
  for (let from = 0; from < Math.min(rooms.length, ROOMS); from += AT_ONCE) {
    // SQLite reads on the event loop: the chat must not wait for all of the rooms
    if (from > 0) await new Promise((resolve) => setImmediate(resolve))
    looked.push(...(await Promise.all(rooms.slice(from, Math.min(from + AT_ONCE, ROOMS)).map(look))))
  }
  return {
    found: looked.flatMap(({ found }) => found),
    complete: rooms.length <= ROOMS && !isInMore && looked.every(({ isWhole }) => isWhole),
  }
}

/** The rooms to look into first. One room more than the page shows that there are more. */
async function roomsOf(
  { readDb }: ListDeps,
  widget_id: number,
  { user, room, since, until }: MonitorFilter,
  pair: Pair | null,
) {
  const place: AliasedExpression<Selectable<Database['room']>, 'r'> = pair
    ? dialogsOf(readDb, widget_id, pair).selectAll('d').as('r')
    : readDb.selectFrom('room').selectAll().as('r')
  const rooms = () =>
    readDb
      .selectFrom(place)
      .select(['r.id', 'r.last_seq', 'r.active_at'])
      .where('r.widget_id', '=', widget_id)
      .where('r.type', '!=', ROOM_TYPE.support)
      .where('r.last_seq', '>', 0)
      .$if(room !== null, (query) => query.where('r.id', '=', room as number))
      .$if(since !== null, (query) => query.where('r.active_at', '>=', since as number))
      .$if(user !== null && pair === null, (query) =>
        query.where('r.id', 'in', roomsWith(readDb, widget_id, user ?? '')),
      )
      .limit(ROOMS + 1)
  if (until === null) return rooms().orderBy('r.active_at', 'desc').execute()
  // a room that was active since then may also have older messages close to `until`
  const [later, earlier] = await Promise.all([
    rooms().where('r.active_at', '>', until).orderBy('r.active_at').execute(),
    rooms().where('r.active_at', '<=', until).orderBy('r.active_at', 'desc').execute(),
  ])
  const half = Math.max(ROOMS / 2, ROOMS - earlier.length)
  return [...later.slice(0, half), ...earlier, ...later.slice(half)]
}

/** The newest ones: a sender of broadcasts is in as many rooms as the site has users. */
const roomsWith = (readDb: Kysely<Database>, widget_id: number, user_id: string) =>
  readDb
    .selectFrom('member as m')
    .select('m.room_id')
    .where('m.widget_id', '=', widget_id)
    .where('m.user_id', '=', user_id)
    .orderBy('m.room_id', 'desc')
    .limit(ROOMS_OF_USER)

/** @returns the `seq` behind the last message until then; null: that is the room's last one */
async function endAt(
  { readDb }: ListDeps,
  widget_id: number,
  { room_id, last_seq, active_at }: { room_id: number; last_seq: number; active_at: number },
  until: number | null,
): Promise<number | null> {
  if (until === null || active_at <= until) return null
  return (await lastMessageAt(readDb, { widget_id, room_id, last_seq }, until)).seq + 1
}

/** Finds the messages through their reports, the last reported first. */
async function reported({ readDb, chat }: ListDeps, widget_id: number, input: Input): Promise<Found> {
  const { filter, pair, limit } = input
  const { user, room } = filter
  const rows = await readDb
    .selectFrom('report')
    .select(['room_id', 'seq'])
    .where('widget_id', '=', widget_id)
    .where('seq', 'is not', null)
    .$if(user !== null, (query) => query.where('user_id', 'in', pair ?? [user as string]))
    .$if(pair !== null, (query) =>
      query.where('room_id', 'in', dialogsOf(readDb, widget_id, pair as Pair).select('d.id')),
    )
    .$if(room !== null, (query) => query.where('room_id', '=', room as number))
    .orderBy('created_at', 'desc')
    .limit(LOOK_AT)
    .execute()
  const places = new Map(rows.map(({ room_id, seq }) => [`${room_id}/${seq}`, { room_id, seq: seq ?? 0 }]))
  const wanted = [...places.values()]
  const messages = await chat.store.messagesAt(widget_id, wanted)
  const found = messages.flatMap((message, index) => {
    const one = message && { room_id: wanted[index]?.room_id ?? 0, message }
    return one && fits(one, filter) ? [one] : []
  })
  return { found, complete: rows.length < LOOK_AT || found.length > limit }
}
