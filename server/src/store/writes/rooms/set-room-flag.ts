import type { Kysely } from 'kysely'
import { type OwnContent, toRow } from '../../../chat/own-state/own-item.ts'
import type { MovedWatermark, PutOwnItem, RoomFlag, RoomFlagOutcome, SetRoomFlag } from '../../../chat/ports.ts'
import { together } from '../../fair-queue/together.ts'
import { PRESENT_STATES } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { sendAll } from '../../statements/finish.ts'
import { forRows } from '../../statements/row-statements.ts'
import { putItems } from '../users/put-own-item.ts'
import type { Write } from '../write.ts'

/** `at`: when the server took it, milliseconds */
type Input = SetRoomFlag & { at: number }

type Membership = Awaited<ReturnType<typeof membershipsOf>>[number]
type Columns = Partial<Pick<Membership, (typeof FLAGS)[number]>>
type Pins = Awaited<ReturnType<typeof pinsOf>>[number]

const FLAGS = [
  ...(['delivered_seq', 'read_seq', 'read_uncounted', 'pinned_order', 'archived_seq'] as const),
  ...(['cleared_seq', 'hidden_seq', 'marked_unread', 'muted_until'] as const),
] as const

const OWNER = { widget_id: 'integer', user_id: 'text' } as const
const MEMBERSHIP = { widget_id: 'integer', room_id: 'bigint', user_id: 'text' } as const

/**
 * Writes each flag twice, in one transaction: as an item of the user's own state, for the user's devices, and beside
 * the membership, for the list's SQL. It runs under the room's lock, like all that changes members of a room. A
 * constant number of statements for any number of flags: one after the other in memory, as if each ran alone.
 */
export const setRoomFlag: Write<Input, RoomFlagOutcome> = async (
  db,
  inputs,
  { PINNED_ROOMS: most },
  finish = sendAll(db),
) => {
  const [present, pinned, uncounted] = await together(
    membershipsOf(db, inputs),
    pinsOf(db, inputs),
    uncountedAt(db, inputs),
  )
  const memberships = new Map(present.map((membership) => [membershipKey(membership), membership]))
  const pins = new Map(pinned.map((owned) => [ownerKey(owned), owned]))
  const changed = new Map<string, Membership>()
  const puts: PutOwnItem[] = []
  const set = inputs.map((input) => {
    const { widget_id, user_id, room_id, flag } = input
    const key = membershipKey({ widget_id, room_id, user_id })
    const membership = memberships.get(key)
    if (!membership) return { kind: 'room_not_found' } as const
    const owned = pins.get(ownerKey(membership)) ?? { widget_id, user_id, count: 0, top: 0 }
    pins.set(ownerKey(membership), owned)
    const pinsOneMore = flag.kind === 'pin' && flag.on && membership.pinned_order === null
    if (pinsOneMore && owned.count >= most) return { kind: 'too_many_pins', most } as const
    const columns = changesOf(flag, membership, Math.max(input.at, owned.top + 1), uncounted.get(clearKey(input)) ?? 0)
    const now = { ...membership, ...columns }
    countPins(owned, membership, now)
    memberships.set(key, now)
    changed.set(key, now)
    const own = itemsOf(room_id, flag, membership, columns).map((item) => ({ widget_id, user_id, ...toRow(item) }))
    puts.push(...own)
    return { kind: 'set', items: own.length, read: movedRead(input, membership, columns) } as const
  })
  const [, put] = await together(storeMemberships(db, [...changed.values()]), putItems(db, puts, finish))
  let next = 0
  return set.map((outcome) => {
    if (outcome.kind !== 'set') return outcome
    const own = put.slice(next, next + outcome.items)
    next += outcome.items
    return {
      kind: 'set',
      stored: own.map(({ item }) => item),
      changed: own.flatMap(({ item, changed }) => (changed ? item.key : [])),
      read: outcome.read,
    }
  })
}

const ownerKey = ({ widget_id, user_id }: { widget_id: number; user_id: string }) => `${widget_id}/${user_id}`
const membershipKey = (membership: { widget_id: number; room_id: number; user_id: string }) =>
  `${membership.room_id}/${ownerKey(membership)}`

function countPins(owned: Pins, before: Membership, now: Membership): void {
  owned.count += Number(now.pinned_order !== null) - Number(before.pinned_order !== null)
  owned.top = Math.max(owned.top, now.pinned_order ?? 0)
}

function membershipsOf(db: Kysely<Database>, inputs: readonly Input[]) {
  const rows = inputs.map(({ widget_id, room_id, user_id }) => ({ widget_id, room_id, user_id }))
  return forRows(db, 'memberships of flags', MEMBERSHIP, distinct(rows, membershipKey), (wanted) =>
    db
      .with('wanted(widget_id, room_id, user_id)', () => wanted)
      .selectFrom('wanted')
      .innerJoin('member as m', (join) =>
        join
          .onRef('m.widget_id', '=', 'wanted.widget_id')
          .onRef('m.room_id', '=', 'wanted.room_id')
          .onRef('m.user_id', '=', 'wanted.user_id'),
      )
      .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'm.widget_id').onRef('r.id', '=', 'm.room_id'))
      .where('m.state', 'in', PRESENT_STATES)
      .select(['m.widget_id', 'm.room_id', 'm.user_id', 'm.state', 'm.delivered_seq', 'm.read_seq', 'm.read_uncounted'])
      .select(['m.pinned_order', 'm.archived_seq', 'm.cleared_seq'])
      .select(['m.hidden_seq', 'm.marked_unread', 'm.muted_until', 'r.last_seq', 'r.type', 'r.member_count']),
  )
}

function storeMemberships(db: Kysely<Database>, memberships: readonly Membership[]) {
  const columns = {
    ...MEMBERSHIP,
    ...({ delivered_seq: 'bigint', read_seq: 'bigint', read_uncounted: 'bigint', pinned_order: 'bigint' } as const),
    ...({ archived_seq: 'bigint', cleared_seq: 'bigint', hidden_seq: 'bigint' } as const),
    ...({ marked_unread: 'integer', muted_until: 'bigint' } as const),
  }
  return forRows(db, 'store flags', columns, memberships, (wanted) =>
    db
      .with(`wanted(${Object.keys(columns).join(', ')})` as 'wanted', () => wanted)
      .updateTable('member')
      .from('wanted')
      .set(({ ref }) => Object.fromEntries(FLAGS.map((name) => [name, ref(`wanted.${name}`)])))
      .whereRef('member.widget_id', '=', 'wanted.widget_id')
      .whereRef('member.room_id', '=', 'wanted.room_id')
      .whereRef('member.user_id', '=', 'wanted.user_id'),
  )
}

/** Number of messages up to the place of a clear that do not count as unread. */
async function uncountedAt(db: Kysely<Database>, inputs: readonly Input[]): Promise<Map<string, number>> {
  const clears = inputs.flatMap(({ widget_id, room_id, flag }) =>
    flag.kind === 'clear' ? [{ widget_id, room_id, seq: flag.up_to_seq }] : [],
  )
  const key = ({ widget_id, room_id, seq }: (typeof clears)[number]) => `${widget_id}/${room_id}/${seq}`
  const columns = { widget_id: 'integer', room_id: 'bigint', seq: 'bigint' } as const
  const rows = await forRows(db, 'uncounted at', columns, distinct(clears, key), (wanted) =>
    db
      .with('wanted(widget_id, room_id, seq)', () => wanted)
      .selectFrom('wanted')
      .select(['wanted.widget_id', 'wanted.room_id', 'wanted.seq'])
      .select((eb) =>
        eb
          .selectFrom('message')
          .select('message.uncounted')
          .whereRef('message.widget_id', '=', 'wanted.widget_id')
          .whereRef('message.room_id', '=', 'wanted.room_id')
          .whereRef('message.seq', '<=', 'wanted.seq')
          .orderBy('message.seq', 'desc')
          .limit(1)
          .as('uncounted'),
      ),
  )
  return new Map(rows.map((row) => [key(row), row.uncounted ?? 0]))
}

const clearKey = ({ widget_id, room_id, flag }: Input) =>
  flag.kind === 'clear' ? `${widget_id}/${room_id}/${flag.up_to_seq}` : ''

/** The pinned rooms of users who pin one more. */
function pinsOf(db: Kysely<Database>, inputs: readonly Input[]) {
  const owners = inputs
    .filter(({ flag }) => flag.kind === 'pin' && flag.on)
    .map(({ widget_id, user_id }) => ({ widget_id, user_id }))
  return forRows(db, 'pins of users', OWNER, distinct(owners, ownerKey), (wanted) =>
    db
      .with('wanted(widget_id, user_id)', () => wanted)
      .selectFrom('wanted')
      .innerJoin('member as m', (join) =>
        join.onRef('m.widget_id', '=', 'wanted.widget_id').onRef('m.user_id', '=', 'wanted.user_id'),
      )
      .where('m.pinned_order', 'is not', null)
      .where('m.state', 'in', PRESENT_STATES)
      .groupBy(['m.widget_id', 'm.user_id'])
      .select(['m.widget_id', 'm.user_id'])
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.max<number>('m.pinned_order').as('top')]),
  )
}

const distinct = <Row>(rows: readonly Row[], key: (row: Row) => string): Row[] => [
  ...new Map(rows.map((row) => [key(row), row])).values(),
]

/**
 * A pinned room is not archived, and an archived one is not pinned. `order`: above all pinned rooms. `uncounted`: where
 * a clear reaches to
 */
function changesOf(flag: RoomFlag, membership: Membership, order: number, uncounted: number): Columns {
  switch (flag.kind) {
    case 'mute':
      return { muted_until: flag.until ?? 0 }
    case 'pin':
      return flag.on ? { pinned_order: membership.pinned_order ?? order, archived_seq: null } : { pinned_order: null }
    case 'archive':
      return flag.on ? { archived_seq: membership.last_seq, pinned_order: null } : { archived_seq: null }
    case 'unread':
      return { marked_unread: flag.on ? 1 : 0 }
    case 'clear': {
      const cleared = Math.max(membership.cleared_seq, Math.min(flag.up_to_seq, membership.last_seq))
      const hidden = flag.hide ? cleared : membership.hidden_seq
      return {
        cleared_seq: cleared,
        hidden_seq: hidden,
        marked_unread: 0,
        read_seq: Math.max(membership.read_seq, cleared),
        ...(cleared > membership.read_seq && { read_uncounted: uncounted }),
        delivered_seq: Math.max(membership.delivered_seq, cleared),
        ...(flag.hide && { pinned_order: null, archived_seq: null }),
      }
    }
  }
}

/** The flag's own item, and others that it changes. */
function itemsOf(room_id: number, flag: RoomFlag, membership: Membership, set: Columns): OwnContent[] {
  const now = { ...membership, ...set }
  const is = (kind: RoomFlag['kind'], ...columns: (keyof Membership)[]) =>
    flag.kind === kind || columns.some((column) => now[column] !== membership[column])
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

function movedRead(
  { widget_id, user_id, room_id }: Input,
  membership: Membership,
  set: Columns,
): MovedWatermark | null {
  const now = { ...membership, ...set }
  const { read_seq, read_uncounted, delivered_seq } = now
  if (read_seq === membership.read_seq && delivered_seq === membership.delivered_seq) return null
  const room = { type: membership.type, member_count: membership.member_count }
  return { widget_id, room_id, user_id, read_seq, read_uncounted, delivered_seq, state: membership.state, room }
}
