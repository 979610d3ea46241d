import type { MemberRole, MemberState, Message, RoomRights } from '@imbachat/protocol'
import { isPresent } from '@imbachat/protocol/rooms/membership'
import { ROOM_TYPE } from '@imbachat/protocol/site'
import type { Kysely } from 'kysely'
import type { ChangeMembers, MembersOutcome, RoomSize } from '../../../chat/ports.ts'
import { isManager, mayRemove, refusalOf, refusalToJoin } from '../../../chat/rooms/rights.ts'
import type { Limits } from '../../../config/limits.ts'
import { silencedAmong } from '../../reads/bots.ts'
import { toRights } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { forRows } from '../../statements/row-statements.ts'
import type { Write } from '../write.ts'
import { openAmong, takeBack } from './change-join-request.ts'
import { inheritRoom } from './inherit-room.ts'
import { type NewNotice, numbered, storeNotices } from './notices.ts'
import { type RoomsLeft, roomsLeft } from './rooms-left.ts'
import { type UsedInvites, usedInvites } from './used-invites.ts'

/** `at`: when the server took it, milliseconds */
type ChangeInput = ChangeMembers & { at: number }

interface RoomState {
  widget_id: number
  room_id: number
  size: RoomSize
  countBefore: number
  is_public: boolean
  rights: RoomRights
  /** the stored JSON */
  handover: string | null
  join_requests: number
  last_seq: number
  last_rev: number
  uncounted: number
  active_at: number
  /** notices of this batch */
  pending: NewNotice[]
}

type Changed = MembersOutcome & { kind: 'changed' }

/** A member's row after the change. */
interface Membership {
  room: RoomState
  user_id: string
  state: MemberState
  role: MemberRole
  delivered_seq: number
  read_seq: number
  read_uncounted: number
  joined_at: number
}

type Refusal = (MembersOutcome & { kind: 'refused' })['reason']
type Memberships = Map<string, Membership>

const ROOM_COLUMNS = { widget_id: 'integer', room_id: 'bigint' } as const
const MEMBERSHIP_COLUMNS = { widget_id: 'integer', room_id: 'bigint', user_id: 'text' } as const

/**
 * A constant number of statements, however many members join and leave: a storm of joins shares commits, and each
 * commit updates a room once.
 */
export const changeMembers: Write<ChangeInput, MembersOutcome> = async (db, inputs, limits) => {
  const rooms = await roomsOf(db, inputs)
  const memberships = await membershipsOf(db, inputs, rooms)
  const left = await roomsLeft(
    db,
    inputs.flatMap((input) => newcomers(input, memberships)),
    limits.ROOMS_PER_USER,
  )
  const invites = await usedInvites(db, inputs)
  const asking = await usersAsking(db, inputs, rooms)
  const silenced = await silencedIn(db, inputs, rooms)
  const changed = new Set<Membership>()
  const reporters = new Map<RoomState, Changed>()
  const departures: { room: RoomState; owner: string; at: number; outcome: Changed }[] = []
  const accepted: { room: RoomState; user_ids: string[]; outcome: Changed }[] = []
  const outcomes = inputs.map((input): MembersOutcome => {
    const room = rooms.get(roomKey(input))
    if (!room) return { kind: 'refused', reason: 'room_not_found' }
    const reason = whyRefused(input, room, memberships, invites)
    if (reason) return { kind: 'refused', reason }
    if (silenced.has(input)) return { kind: 'refused', reason: 'handed_over' }
    const before = { ...room.size }
    const full: string[] = []
    const asks = (user_id: string) => asking.has(membershipKey(room, user_id))
    const wanted = input.act === 'accept' ? input.user_ids.filter(asks) : input.user_ids
    const moved = wanted.flatMap((user_id) => move(input, room, memberships, left, user_id, full) ?? [])
    if (input.act === 'join' && full.length > 0) return { kind: 'refused', reason: 'too_many_rooms' }
    if (input.act === 'join' && moved.length > 0) invites.used(input)
    for (const membership of moved) changed.add(membership)
    const { size, last_rev } = room
    const user_ids = moved.map(({ user_id }) => user_id)
    const outcome: Changed = {
      kind: 'changed',
      changed: user_ids,
      full,
      before,
      after: { ...size },
      last_rev,
      notices: [],
      heir: null,
      answered: [],
      asked: input.act === 'accept' ? [] : user_ids.filter(asks),
    }
    if (input.act === 'accept') accepted.push({ room, user_ids: wanted.filter((id) => !full.includes(id)), outcome })
    if (note(room, input, user_ids, limits)) reporters.set(room, outcome)
    for (const { user_id, role } of moved) {
      if (input.act === 'leave' && role === 'owner') departures.push({ room, owner: user_id, at: input.at, outcome })
    }
    return outcome
  })
  await putMemberships(db, [...changed])
  await invites.store()
  for (const { room, user_ids, outcome } of accepted) outcome.answered = await takeBack(db, room, user_ids, null)
  for (const { room, owner, at, outcome } of departures) {
    outcome.heir = await inheritRoom(db, room, owner)
    if (outcome.heir === null) continue
    room.pending.push({ sender_id: owner, notice: { kind: 'owner', user_ids: [outcome.heir] }, at })
    if (!reporters.has(room)) reporters.set(room, outcome)
  }
  await putNotices(db, reporters)
  await putRooms(db, [...rooms.values()])
  return outcomes
}

/** Users that one notice names. */
const MOST_NAMED = 100

const NOTICE_OF = {
  join: 'joined',
  accept: 'joined',
  leave: 'left',
  add: 'added',
  remove: 'removed',
  ban: 'removed',
} as const

/**
 * Merges notices of one kind that follow one another: a crowd that joins is one message.
 * @returns true if a notice, new or merged, names these users
 */
function note(
  room: RoomState,
  { act, by, quiet, at }: ChangeInput,
  user_ids: readonly string[],
  limits: Limits,
): boolean {
  if (by === null || quiet || user_ids.length === 0 || room.size.member_count > limits.ROOM_LIVE_MEMBERS) return false
  const kind = NOTICE_OF[act]
  const last = room.pending.at(-1)
  const alone = kind === 'joined' || kind === 'left'
  if (last?.notice.kind === kind && (alone || last.sender_id === by)) {
    const named = last.notice.user_ids
    if (named.length + user_ids.length <= MOST_NAMED) {
      named.push(...user_ids)
      return true
    }
  }
  const sender_id = act === 'accept' ? (user_ids[0] ?? by) : by
  room.pending.push({ sender_id, notice: { kind, user_ids: [...user_ids] }, at })
  return true
}

/** Each room's notices are reported by the last change that caused one, so that the users it adds receive them. */
async function putNotices(db: Kysely<Database>, reporters: ReadonlyMap<RoomState, Changed>): Promise<void> {
  const all: { widget_id: number; room_id: number; message: Message }[] = []
  for (const [room, outcome] of reporters) {
    outcome.notices = numbered(room, room.pending)
    const { widget_id, room_id } = room
    all.push(...outcome.notices.map((message) => ({ widget_id, room_id, message })))
  }
  await storeNotices(db, all)
}

const roomKey = ({ widget_id, room_id }: { widget_id: number; room_id: number }) => `${widget_id}/${room_id}`
const membershipKey = (room: { widget_id: number; room_id: number }, user_id: string) => `${roomKey(room)}/${user_id}`

function whyRefused(
  input: ChangeInput,
  room: RoomState,
  memberships: Memberships,
  invites: UsedInvites,
): Refusal | undefined {
  const { act, by, siteAdmin, user_ids } = input
  const membership = by === null ? undefined : memberships.get(membershipKey(room, by))
  if (act !== 'join' && room.size.type === ROOM_TYPE.dialog && membership && isPresent(membership)) return 'forbidden'
  if (room.size.type === ROOM_TYPE.dialog) return 'room_not_found'
  if (by === null) return act === 'join' || act === 'leave' ? 'forbidden' : undefined
  switch (act) {
    case 'join': {
      const entrance = { state: membership?.state, is_public: room.is_public, link: invites.stateOf(input) }
      return refusalToJoin(entrance) ?? undefined
    }
    case 'leave':
      return membership && membership.state !== 'banned' ? undefined : 'room_not_found'
    case 'add':
    case 'accept':
    case 'remove':
    case 'ban': {
      const { state, role = 'member' } = membership ?? {}
      const standing = { type: room.size.type, closedBy: null, rights: room.rights, state, role, siteAdmin }
      const refusal = refusalOf(act === 'add' ? 'add' : 'moderate', standing)
      if (refusal) return refusal
      if (act === 'add' || act === 'accept') return undefined
      const roleOf = (user_id: string) => memberships.get(membershipKey(room, user_id))?.role
      return user_ids.every((id) => id !== by && mayRemove(standing, roleOf(id))) ? undefined : 'forbidden'
    }
  }
}

/** The site (`by` null) does what managers do. */
function manages({ by, siteAdmin }: ChangeInput, room: RoomState, memberships: Memberships): boolean {
  if (by === null) return true
  const role = memberships.get(membershipKey(room, by))?.role ?? 'member'
  return isManager({ type: room.size.type, role, siteAdmin })
}

/** Users who will be in one more room. */
function newcomers({ act, widget_id, room_id, user_ids }: ChangeInput, memberships: Memberships) {
  if (act !== 'join' && act !== 'add' && act !== 'accept') return []
  return user_ids
    .filter((user_id) => memberships.get(membershipKey({ widget_id, room_id }, user_id))?.state !== 'joined')
    .map((user_id) => ({ widget_id, user_id }))
}

/** @param full collects the ids of users who are in as many rooms as allowed. @returns the new row, if it changes */
function move(
  input: ChangeInput,
  room: RoomState,
  memberships: Memberships,
  left: RoomsLeft,
  user_id: string,
  full: string[],
): Membership | undefined {
  const { act, at, widget_id } = input
  const key = membershipKey(room, user_id)
  const membership = memberships.get(key)
  switch (act) {
    case 'join':
    case 'accept':
    case 'add': {
      if (membership?.state === 'joined' || (act === 'accept' && membership?.state === 'banned')) return undefined
      // Where all members may add others, no member may undo what a manager did.
      if (membership?.state === 'banned' && !manages(input, room, memberships)) return undefined
      if (!left.take({ widget_id, user_id })) {
        full.push(user_id)
        return undefined
      }
      const next = membership ?? { room, user_id, role: 'member' as const, state: 'left' as const }
      room.size.member_count++
      // Messages from before a user joined are not unread for them.
      const read = { delivered_seq: room.last_seq, read_seq: room.last_seq, read_uncounted: room.uncounted }
      const taken: Membership = Object.assign(next, { ...read, state: 'joined' as const, joined_at: at })
      memberships.set(key, taken)
      return taken
    }
    case 'leave':
    case 'remove':
    case 'ban': {
      const state = act === 'ban' ? 'banned' : 'left'
      // A user without a row can't leave; removing does not lift a ban.
      if (!membership || membership.state === state || membership.state === 'banned') return undefined
      if (membership.state === 'joined') {
        room.size.member_count--
        left.giveBack({ widget_id, user_id })
      } else if (act === 'remove') return undefined
      membership.state = state
      // An admin who leaves and comes back would otherwise be one whose role no owner can take meanwhile.
      if (act !== 'leave' || membership.role === 'admin') membership.role = 'member'
      return membership
    }
  }
}

async function roomsOf(db: Kysely<Database>, inputs: readonly ChangeInput[]): Promise<Map<string, RoomState>> {
  const distinct = new Map(inputs.map((input) => [roomKey(input), input]))
  const rows = await forRows(
    db,
    'groups and channels',
    ROOM_COLUMNS,
    [...distinct.values()].map(({ widget_id, room_id }) => ({ widget_id, room_id })),
    (wanted) =>
      db
        .with('wanted(widget_id, room_id)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('room as r')
        .whereRef('r.widget_id', '=', 'wanted.widget_id')
        .whereRef('r.id', '=', 'wanted.room_id')
        .select(['r.widget_id', 'r.id', 'r.type', 'r.is_public', 'r.member_count', 'r.last_seq', 'r.last_rev'])
        .select(['r.rights', 'r.uncounted', 'r.active_at', 'r.join_requests', 'r.handover']),
  )
  return new Map(
    rows.map((row) => {
      const room: RoomState = {
        widget_id: row.widget_id,
        room_id: row.id,
        size: { type: row.type, member_count: row.member_count },
        countBefore: row.member_count,
        is_public: row.is_public !== 0,
        rights: toRights(row.rights),
        handover: row.handover,
        join_requests: row.join_requests,
        last_seq: row.last_seq,
        last_rev: row.last_rev,
        uncounted: row.uncounted,
        active_at: row.active_at,
        pending: [],
      }
      return [roomKey(room), room]
    }),
  )
}

/** The places of users whose request to join is open. Reads nothing for rooms that nobody asks to join. */
async function usersAsking(
  db: Kysely<Database>,
  inputs: readonly ChangeInput[],
  rooms: ReadonlyMap<string, RoomState>,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>()
  for (const input of inputs) {
    const room = rooms.get(roomKey(input))
    if (!room || room.join_requests === 0 || input.act === 'leave' || input.act === 'remove') continue
    for (const user_id of await openAmong(db, room, input.user_ids)) found.add(membershipKey(room, user_id))
  }
  return found
}

/** Refuses changes of other members by bots where people answer. Bots may still join and leave. */
async function silencedIn(
  db: Kysely<Database>,
  inputs: readonly ChangeInput[],
  rooms: ReadonlyMap<string, RoomState>,
): Promise<ReadonlySet<ChangeInput>> {
  const found = new Set<ChangeInput>()
  for (const input of inputs) {
    const { widget_id, by, act } = input
    const room = rooms.get(roomKey(input))
    if (!room || by === null || act === 'join' || act === 'leave') continue
    if ((await silencedAmong(db, widget_id, [by], room.handover)).has(by)) found.add(input)
  }
  return found
}

async function membershipsOf(
  db: Kysely<Database>,
  inputs: readonly ChangeInput[],
  rooms: ReadonlyMap<string, RoomState>,
): Promise<Memberships> {
  const asked = new Map<string, { widget_id: number; room_id: number; user_id: string }>()
  for (const { widget_id, room_id, by, user_ids } of inputs) {
    for (const user_id of by === null ? user_ids : [by, ...user_ids]) {
      asked.set(membershipKey({ widget_id, room_id }, user_id), { widget_id, room_id, user_id })
    }
  }
  const rows = await forRows(db, 'members to change', MEMBERSHIP_COLUMNS, [...asked.values()], (wanted) =>
    db
      .with('wanted(widget_id, room_id, user_id)', () => wanted)
      .selectFrom('wanted')
      .crossJoin('member as m')
      .whereRef('m.widget_id', '=', 'wanted.widget_id')
      .whereRef('m.room_id', '=', 'wanted.room_id')
      .whereRef('m.user_id', '=', 'wanted.user_id')
      .selectAll('m'),
  )
  const memberships: Memberships = new Map()
  for (const row of rows) {
    const room = rooms.get(roomKey({ widget_id: row.widget_id, room_id: row.room_id }))
    if (!room) continue
    memberships.set(membershipKey(room, row.user_id), {
      room,
      user_id: row.user_id,
      state: row.state,
      role: row.role,
      delivered_seq: row.delivered_seq,
      read_seq: row.read_seq,
      read_uncounted: row.read_uncounted,
      joined_at: row.joined_at,
    })
  }
  return memberships
}

async function putMemberships(db: Kysely<Database>, memberships: readonly Membership[]): Promise<void> {
  await forRows(
    db,
    'put memberships',
    {
      ...MEMBERSHIP_COLUMNS,
      state: 'text',
      role: 'text',
      delivered_seq: 'bigint',
      read_seq: 'bigint',
      read_uncounted: 'bigint',
      joined_at: 'bigint',
    },
    memberships.map(({ room, user_id, state, role, delivered_seq, read_seq, read_uncounted, joined_at }) => ({
      widget_id: room.widget_id,
      room_id: room.room_id,
      user_id,
      state,
      role,
      delivered_seq,
      read_seq,
      read_uncounted,
      joined_at,
    })),
    (wanted) =>
      db
        .with(
          'wanted(widget_id, room_id, user_id, state, role, delivered_seq, read_seq, read_uncounted, joined_at)',
          () => wanted,
        )
        .insertInto('member')
        .columns([
          'widget_id',
          'room_id',
          'user_id',
          'state',
          'role',
          'delivered_seq',
          'read_seq',
          'read_uncounted',
          'joined_at',
        ])
        // After a bare select, SQLite reads `on conflict` as part of a join.
        .expression((eb) => eb.selectFrom('wanted').selectAll().where(eb.lit(true)) as never)
        .onConflict((conflict) =>
          conflict.columns(['widget_id', 'room_id', 'user_id']).doUpdateSet((eb) => ({
            state: eb.ref('excluded.state'),
            role: eb.ref('excluded.role'),
            delivered_seq: eb.ref('excluded.delivered_seq'),
            read_seq: eb.ref('excluded.read_seq'),
            read_uncounted: eb.ref('excluded.read_uncounted'),
            joined_at: eb.ref('excluded.joined_at'),
          })),
        ),
  )
}

async function putRooms(db: Kysely<Database>, rooms: readonly RoomState[]): Promise<void> {
  const other = rooms.filter((room) => room.size.member_count !== room.countBefore || room.pending.length > 0)
  await forRows(
    db,
    'put rooms',
    { ...ROOM_COLUMNS, n: 'bigint', seq: 'bigint', rev: 'bigint', uncounted: 'bigint', at: 'bigint' },
    other.map(({ widget_id, room_id, size, last_seq, last_rev, uncounted, active_at }) => ({
      widget_id,
      room_id,
      n: size.member_count,
      seq: last_seq,
      rev: last_rev,
      uncounted,
      at: active_at,
    })),
    (wanted) =>
      db
        .with('wanted(widget_id, room_id, n, seq, rev, uncounted, at)', () => wanted)
        .updateTable('room')
        .from('wanted')
        .set(({ ref }) => ({
          member_count: ref('wanted.n'),
          last_seq: ref('wanted.seq'),
          last_rev: ref('wanted.rev'),
          uncounted: ref('wanted.uncounted'),
          active_at: ref('wanted.at'),
        }))
        .whereRef('room.widget_id', '=', 'wanted.widget_id')
        .whereRef('room.id', '=', 'wanted.room_id'),
  )
}
