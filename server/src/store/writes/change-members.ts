import { type MemberRole, type MemberState, ROOM_TYPE } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { ChangeMembers, MembersOutcome, RoomSize } from '../../chat/ports.ts'
import { forRows } from '../row-statements.ts'
import { PRESENT_STATES } from '../rows.ts'
import type { Database } from '../schema.ts'
import { type RoomsLeft, roomsLeft } from './rooms-left.ts'
import type { Write } from './write.ts'

/** `mostRooms`: rooms of one user; 0: no limit. `at`: when the server took it, milliseconds */
type ChangeInput = ChangeMembers & { mostRooms: number; at: number }

interface RoomState {
  widgetId: number
  roomId: number
  size: RoomSize
  countBefore: number
  isPublic: boolean
  lastSeq: number
  lastRev: number
}

/** A member's row after the change. */
interface Seat {
  room: RoomState
  userId: string
  state: MemberState
  role: MemberRole
  deliveredSeq: number
  readSeq: number
  joinedAt: number
}

type Refusal = (MembersOutcome & { kind: 'refused' })['reason']
type Seats = Map<string, Seat>

const ROOM_COLUMNS = { widget_id: 'integer', room_id: 'bigint' } as const
const SEAT_COLUMNS = { widget_id: 'integer', room_id: 'bigint', user_id: 'text' } as const

/**
 * A constant number of statements, however many members join and leave: a storm of joins shares commits, and each
 * commit updates a room once.
 */
export const changeMembers: Write<ChangeInput, MembersOutcome> = async (db, inputs) => {
  const rooms = await roomsOf(db, inputs)
  const seats = await seatsOf(db, inputs, rooms)
  const left = await roomsLeft(
    db,
    inputs.flatMap((input) => newcomers(input, seats)),
    inputs[0]?.mostRooms ?? 0,
  )
  const changed = new Set<Seat>()
  const outcomes = inputs.map((input): MembersOutcome => {
    const room = rooms.get(roomKey(input))
    if (!room) return { kind: 'refused', reason: 'room_not_found' }
    const reason = refusalOf(input, room, seats)
    if (reason) return { kind: 'refused', reason }
    const before = { ...room.size }
    const full: string[] = []
    const moved = input.userIds.flatMap((userId) => move(input, room, seats, left, userId, full) ?? [])
    if (input.act === 'join' && full.length > 0) return { kind: 'refused', reason: 'too_many_rooms' }
    for (const seat of moved) changed.add(seat)
    const { size, lastRev } = room
    return { kind: 'changed', changed: moved.map(({ userId }) => userId), full, before, after: { ...size }, lastRev }
  })
  await putSeats(db, [...changed])
  await putCounts(db, [...rooms.values()])
  return outcomes
}

const roomKey = ({ widgetId, roomId }: { widgetId: number; roomId: number }) => `${widgetId}/${roomId}`
const seatKey = (room: { widgetId: number; roomId: number }, userId: string) => `${roomKey(room)}/${userId}`

function refusalOf({ act, by, siteAdmin, userIds }: ChangeInput, room: RoomState, seats: Seats): Refusal | undefined {
  const seat = by === null ? undefined : seats.get(seatKey(room, by))
  const isIn = seat?.state === 'joined'
  if (room.size.type === ROOM_TYPE.dialog) {
    const sees = seat !== undefined && (PRESENT_STATES as readonly MemberState[]).includes(seat.state)
    return sees && act !== 'join' ? 'forbidden' : 'room_not_found'
  }
  if (by === null) return act === 'join' || act === 'leave' ? 'forbidden' : undefined
  switch (act) {
    case 'join':
      return isIn || (room.isPublic && seat?.state !== 'banned') ? undefined : 'room_not_found'
    case 'leave':
      return seat && seat.state !== 'banned' ? undefined : 'room_not_found'
    case 'add':
    case 'remove':
    case 'ban': {
      if (!isIn) return 'room_not_found'
      if (!siteAdmin && seat.role !== 'owner') return 'forbidden'
      if (act === 'add') return undefined
      const untouchable = (userId: string) =>
        userId === by || (!siteAdmin && seats.get(seatKey(room, userId))?.role === 'owner')
      return userIds.some(untouchable) ? 'forbidden' : undefined
    }
  }
}

/** Users who will be in one more room. */
function newcomers({ act, widgetId, roomId, userIds }: ChangeInput, seats: Seats) {
  if (act !== 'join' && act !== 'add') return []
  return userIds
    .filter((userId) => seats.get(seatKey({ widgetId, roomId }, userId))?.state !== 'joined')
    .map((userId) => ({ widgetId, userId }))
}

/** @param full collects the ids of users who are in as many rooms as allowed. @returns the new row, if it changes */
function move(
  { act, at, widgetId }: ChangeInput,
  room: RoomState,
  seats: Seats,
  left: RoomsLeft,
  userId: string,
  full: string[],
): Seat | undefined {
  const key = seatKey(room, userId)
  const seat = seats.get(key)
  switch (act) {
    case 'join':
    case 'add': {
      if (seat?.state === 'joined') return undefined
      if (!left.take({ widgetId, userId })) {
        full.push(userId)
        return undefined
      }
      const next = seat ?? { room, userId, role: 'member' as const, state: 'left' as const }
      room.size.memberCount++
      // Messages from before a user joined are not unread for them.
      const read = { deliveredSeq: room.lastSeq, readSeq: room.lastSeq }
      const taken: Seat = Object.assign(next, { ...read, state: 'joined' as const, joinedAt: at })
      seats.set(key, taken)
      return taken
    }
    case 'leave':
    case 'remove':
    case 'ban': {
      const state = act === 'ban' ? 'banned' : 'left'
      // A user without a row can't leave; removing does not lift a ban.
      if (!seat || seat.state === state || seat.state === 'banned') return undefined
      if (seat.state === 'joined') {
        room.size.memberCount--
        left.giveBack({ widgetId, userId })
      } else if (act === 'remove') return undefined
      seat.state = state
      if (act !== 'leave') seat.role = 'member'
      return seat
    }
  }
}

async function roomsOf(db: Kysely<Database>, inputs: readonly ChangeInput[]): Promise<Map<string, RoomState>> {
  const distinct = new Map(inputs.map((input) => [roomKey(input), input]))
  const rows = await forRows(
    db,
    'groups and channels',
    ROOM_COLUMNS,
    [...distinct.values()].map(({ widgetId, roomId }) => ({ widget_id: widgetId, room_id: roomId })),
    (wanted) =>
      db
        .with('wanted(widget_id, room_id)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('room as r')
        .whereRef('r.widget_id', '=', 'wanted.widget_id')
        .whereRef('r.id', '=', 'wanted.room_id')
        .select(['r.widget_id', 'r.id', 'r.type', 'r.is_public', 'r.member_count', 'r.last_seq', 'r.last_rev']),
  )
  return new Map(
    rows.map((row) => {
      const room: RoomState = {
        widgetId: row.widget_id,
        roomId: row.id,
        size: { type: row.type, memberCount: row.member_count },
        countBefore: row.member_count,
        isPublic: row.is_public !== 0,
        lastSeq: row.last_seq,
        lastRev: row.last_rev,
      }
      return [roomKey(room), room]
    }),
  )
}

async function seatsOf(
  db: Kysely<Database>,
  inputs: readonly ChangeInput[],
  rooms: ReadonlyMap<string, RoomState>,
): Promise<Seats> {
  const asked = new Map<string, { widget_id: number; room_id: number; user_id: string }>()
  for (const { widgetId, roomId, by, userIds } of inputs) {
    for (const userId of by === null ? userIds : [by, ...userIds]) {
      asked.set(seatKey({ widgetId, roomId }, userId), { widget_id: widgetId, room_id: roomId, user_id: userId })
    }
  }
  const rows = await forRows(db, 'members to change', SEAT_COLUMNS, [...asked.values()], (wanted) =>
    db
      .with('wanted(widget_id, room_id, user_id)', () => wanted)
      .selectFrom('wanted')
      .crossJoin('member as m')
      .whereRef('m.widget_id', '=', 'wanted.widget_id')
      .whereRef('m.room_id', '=', 'wanted.room_id')
      .whereRef('m.user_id', '=', 'wanted.user_id')
      .selectAll('m'),
  )
  const seats: Seats = new Map()
  for (const row of rows) {
    const room = rooms.get(roomKey({ widgetId: row.widget_id, roomId: row.room_id }))
    if (!room) continue
    seats.set(seatKey(room, row.user_id), {
      room,
      userId: row.user_id,
      state: row.state,
      role: row.role,
      deliveredSeq: row.delivered_seq,
      readSeq: row.read_seq,
      joinedAt: row.joined_at,
    })
  }
  return seats
}

async function putSeats(db: Kysely<Database>, seats: readonly Seat[]): Promise<void> {
  await forRows(
    db,
    'put seats',
    {
      ...SEAT_COLUMNS,
      state: 'text',
      role: 'text',
      delivered_seq: 'bigint',
      read_seq: 'bigint',
      joined_at: 'bigint',
    },
    seats.map(({ room, userId, state, role, deliveredSeq, readSeq, joinedAt }) => ({
      widget_id: room.widgetId,
      room_id: room.roomId,
      user_id: userId,
      state,
      role,
      delivered_seq: deliveredSeq,
      read_seq: readSeq,
      joined_at: joinedAt,
    })),
    (wanted) =>
      db
        .with('wanted(widget_id, room_id, user_id, state, role, delivered_seq, read_seq, joined_at)', () => wanted)
        .insertInto('member')
        .columns(['widget_id', 'room_id', 'user_id', 'state', 'role', 'delivered_seq', 'read_seq', 'joined_at'])
        // After a bare select, SQLite reads `on conflict` as part of a join.
        .expression((eb) => eb.selectFrom('wanted').selectAll().where(eb.lit(true)) as never)
        .onConflict((conflict) =>
          conflict.columns(['widget_id', 'room_id', 'user_id']).doUpdateSet((eb) => ({
            state: eb.ref('excluded.state'),
            role: eb.ref('excluded.role'),
            delivered_seq: eb.ref('excluded.delivered_seq'),
            read_seq: eb.ref('excluded.read_seq'),
            joined_at: eb.ref('excluded.joined_at'),
          })),
        ),
  )
}

async function putCounts(db: Kysely<Database>, rooms: readonly RoomState[]): Promise<void> {
  const other = rooms.filter((room) => room.size.memberCount !== room.countBefore)
  await forRows(
    db,
    'put member counts',
    { ...ROOM_COLUMNS, n: 'bigint' },
    other.map(({ widgetId, roomId, size }) => ({ widget_id: widgetId, room_id: roomId, n: size.memberCount })),
    (wanted) =>
      db
        .with('wanted(widget_id, room_id, n)', () => wanted)
        .updateTable('room')
        .from('wanted')
        .set(({ ref }) => ({ member_count: ref('wanted.n') }))
        .whereRef('room.widget_id', '=', 'wanted.widget_id')
        .whereRef('room.id', '=', 'wanted.room_id'),
  )
}
