import type { Kysely } from 'kysely'
import { type OwnContent, toRow } from '../../chat/own-state/own-item.ts'
import type { MovedWatermark, RoomFlag, RoomFlagOutcome, SetRoomFlag } from '../../chat/ports.ts'
import { PRESENT_STATES } from '../rows.ts'
import type { Database } from '../schema.ts'
import { putItem } from './put-own-item.ts'
import { oneByOne } from './write.ts'

/** `mostPinned`: rooms that one user may pin. `at`: when the server took it, milliseconds */
type Input = SetRoomFlag & { mostPinned: number; at: number }

type Seat = NonNullable<Awaited<ReturnType<typeof seatOf>>>
type Columns = Partial<Omit<Seat, 'state' | 'last_seq' | 'type' | 'member_count'>>

/**
 * Writes the flag twice, in one transaction: as an item of the user's own state, for the user's devices, and beside the
 * membership, for the list's SQL. It runs under the room's lock, like all that changes members of a room.
 */
export const setRoomFlag = oneByOne<Input, RoomFlagOutcome>(async (db, input) => {
  const { widgetId, userId, roomId, flag, mostPinned } = input
  const seat = await seatOf(db, input)
  if (!seat) return { kind: 'room_not_found' }
  const pinsOneMore = flag.kind === 'pin' && flag.on && seat.pinned_order === null
  const pins = pinsOneMore ? await pinsOf(db, input) : null
  if (pins && pins.count >= mostPinned) return { kind: 'too_many_pins', most: mostPinned }
  const uncounted = flag.kind === 'clear' ? await uncountedAt(db, input, flag.upToSeq) : 0
  const columns = changesOf(flag, seat, Math.max(input.at, (pins?.top ?? 0) + 1), uncounted)
  await db
    .updateTable('member')
    .set(columns)
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId)
    .execute()
  const puts: Awaited<ReturnType<typeof putItem>>[] = []
  for (const item of itemsOf(roomId, flag, seat, columns))
    puts.push(await putItem(db, { widgetId, userId, ...toRow(item) }))
  return {
    kind: 'set',
    stored: puts.map(({ item }) => item),
    changed: puts.flatMap(({ item, changed }) => (changed ? item.key : [])),
    read: movedRead(input, seat, columns),
  }
})

function seatOf(db: Kysely<Database>, { widgetId, userId, roomId }: Input) {
  return db
    .selectFrom('member as m')
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'm.widget_id').onRef('r.id', '=', 'm.room_id'))
    .where('m.widget_id', '=', widgetId)
    .where('m.room_id', '=', roomId)
    .where('m.user_id', '=', userId)
    .where('m.state', 'in', PRESENT_STATES)
    .select(['m.state', 'm.delivered_seq', 'm.read_seq', 'm.read_uncounted'])
    .select(['m.pinned_order', 'm.archived_seq', 'm.cleared_seq'])
    .select(['m.hidden_seq', 'm.marked_unread', 'm.muted_until', 'r.last_seq', 'r.type', 'r.member_count'])
    .executeTakeFirst()
}

/** Of the messages up to `seq`, those that do not count as unread. */
async function uncountedAt(db: Kysely<Database>, { widgetId, roomId }: Input, seq: number): Promise<number> {
  const row = await db
    .selectFrom('message')
    .select('uncounted')
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('seq', '<=', seq)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.uncounted ?? 0
}

/** The user's pinned rooms. */
async function pinsOf(db: Kysely<Database>, { widgetId, userId }: Input): Promise<{ count: number; top: number }> {
  const { count, top } = await db
    .selectFrom('member')
    .where('widget_id', '=', widgetId)
    .where('user_id', '=', userId)
    .where('pinned_order', 'is not', null)
    .where('state', 'in', PRESENT_STATES)
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max('pinned_order').as('top')])
    .executeTakeFirstOrThrow()
  return { count: Number(count), top: Number(top ?? 0) }
}

/**
 * A pinned room is not archived, and an archived one is not pinned. `order`: above all pinned rooms. `uncounted`: where
 * a clear reaches to
 */
function changesOf(flag: RoomFlag, seat: Seat, order: number, uncounted: number): Columns {
  switch (flag.kind) {
    case 'mute':
      return { muted_until: flag.until ?? 0 }
    case 'pin':
      return flag.on ? { pinned_order: seat.pinned_order ?? order, archived_seq: null } : { pinned_order: null }
    case 'archive':
      return flag.on ? { archived_seq: seat.last_seq, pinned_order: null } : { archived_seq: null }
    case 'unread':
      return { marked_unread: flag.on ? 1 : 0 }
    case 'clear': {
      const cleared = Math.max(seat.cleared_seq, Math.min(flag.upToSeq, seat.last_seq))
      const hidden = flag.hide ? cleared : seat.hidden_seq
      return {
        cleared_seq: cleared,
        hidden_seq: hidden,
        marked_unread: 0,
        read_seq: Math.max(seat.read_seq, cleared),
        ...(cleared > seat.read_seq && { read_uncounted: uncounted }),
        delivered_seq: Math.max(seat.delivered_seq, cleared),
        ...(flag.hide && { pinned_order: null, archived_seq: null }),
      }
    }
  }
}

/** The flag's own item, and others that it changes. */
function itemsOf(room_id: number, flag: RoomFlag, seat: Seat, set: Columns): OwnContent[] {
  const now = { ...seat, ...set }
  const is = (kind: RoomFlag['kind'], ...columns: (keyof Seat)[]) =>
    flag.kind === kind || columns.some((column) => now[column] !== seat[column])
  const items: OwnContent[] = []
  if (is('mute')) items.push({ kind: 'mute', room_id, until: now.muted_until || null })
  if (is('pin', 'pinned_order')) items.push({ kind: 'pin', room_id, order: now.pinned_order })
  if (is('archive', 'archived_seq')) items.push({ kind: 'archive', room_id, seq: now.archived_seq })
  if (is('unread', 'marked_unread')) items.push({ kind: 'unread', room_id, marked: now.marked_unread !== 0 })
  if (is('clear')) {
    items.push({ kind: 'cleared', room_id, up_to_seq: now.cleared_seq, hidden_seq: now.hidden_seq })
  }
  return items
}

function movedRead({ widgetId, userId, roomId }: Input, seat: Seat, set: Columns): MovedWatermark | null {
  const now = { ...seat, ...set }
  const { read_seq: readSeq, read_uncounted: readUncounted, delivered_seq: deliveredSeq } = now
  if (readSeq === seat.read_seq && deliveredSeq === seat.delivered_seq) return null
  const room = { type: seat.type, memberCount: seat.member_count }
  return { widgetId, roomId, userId, readSeq, readUncounted, deliveredSeq, state: seat.state, room }
}
