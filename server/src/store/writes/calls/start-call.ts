import type { CallOutcome } from '@imbachat/protocol'
import { type Kysely, sql } from 'kysely'
import { newCall, nextCall } from '../../../chat/calls/machine.ts'
import type { ChangedCall, StartCall, StartCallOutcome, StoredCall } from '../../../chat/ports/calls.ts'
import { refusalOf } from '../../../chat/rooms/rights.ts'
import { closedBy } from '../../../chat/rooms/room-block.ts'
import type { Limits } from '../../../config/limits.ts'
import { liveCall, roomCall } from '../../reads/calls.ts'
import { toRights } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { callTime, entryOf, saveCall } from './save-call.ts'

type Input = StartCall & { at: number }

/**
 * The locks of the room and of both users are held: of two users who call each other at once, the second one accepts;
 * and nobody rings in two rooms.
 */
export const startCall = oneByOne<Input, StartCallOutcome>(async (db, input, limits) => {
  const { widget_id, user_id, peer_id, party, video } = input
  const at = await callTime(db, input.at)
  const found = await dialogOf(db, input)
  if (typeof found === 'string') return { kind: 'refused', reason: found, due: null }
  const { known, due } = await callInRoom(db, input, at, limits)
  if (known) {
    const rings = known.answered_at === null && known.started_by === peer_id
    const next = rings ? nextCall(known, { act: 'accept', user_id, party, video }, at, limits) : known
    const call =
      next === known
        ? { call: known, before: known, changed: false, entry: await entryOf(db, widget_id, known) }
        : await saveCall(db, widget_id, known, next, limits)
    return { kind: 'started', call, due }
  }
  if (await liveCall(db, widget_id, user_id)) return { kind: 'refused', reason: 'call_elsewhere', due }
  if (!input.takesCalls) return { kind: 'refused', reason: 'call_not_accepted', due }
  const relay = input.hidden || !(await bothWrote(db, input, found.last_seq))
  const sfu = relay ? input.sfu : null
  if (relay && sfu === null && !input.hasRelay) return { kind: 'refused', reason: 'call_needs_relay', due }
  const isTooOften = await ringsTooOften(db, { widget_id, user_id: input.user_id, callee: { peer_id } }, at, limits)
  const outcome: CallOutcome | null = isTooOften
    ? 'unreachable'
    : (await liveCall(db, widget_id, peer_id)) !== null
      ? 'busy'
      : null
  const call = newCall(input, { relay, sfu, outcome }, at, limits)
  return { kind: 'started', call: await saveCall(db, widget_id, null, call, limits, { silent: isTooOften }), due }
})

/** The room as a dialog in which this user may call the other one, or why they may not. */
async function dialogOf(db: Kysely<Database>, { widget_id, room_id, user_id, peer_id }: Input) {
  const rows = await db
    .selectFrom('room as r')
    .innerJoin('member as m', (join) => join.onRef('m.widget_id', '=', 'r.widget_id').onRef('m.room_id', '=', 'r.id'))
    .select(['r.type', 'r.rights', 'r.blocked', 'r.last_seq', 'm.user_id', 'm.state', 'm.role'])
    .where('r.widget_id', '=', widget_id)
    .where('r.id', '=', room_id)
    .where('m.user_id', 'in', [user_id, peer_id])
    .execute()
  const me = rows.find((row) => row.user_id === user_id)
  const peer = rows.find((row) => row.user_id === peer_id)
  if (!me || !peer) return 'room_not_found' as const
  const { type, blocked, last_seq } = me
  const standing = { type, closedBy: closedBy(type, blocked), rights: toRights(me.rights), siteAdmin: false }
  const refused = refusalOf('call', { ...standing, state: me.state, role: me.role })
  if (refused) return refused
  // an invited user has not answered, and one who left wants none
  if (peer.state !== 'joined')
    return peer.state === 'invited' ? ('request_pending' as const) : ('request_declined' as const)
  return { last_seq }
}

/**
 * The live call of the room, unless its time is over. Leases end at the looks of a node alone, which knows whether the
 * server was away: parties could not renew them then.
 * @returns `due`: the call that time has ended, null if none
 */
export async function callInRoom(
  db: Kysely<Database>,
  { widget_id, room_id }: { widget_id: number; room_id: number },
  at: number,
  limits: Limits,
): Promise<{ known: StoredCall | null; due: ChangedCall | null }> {
  const known = await roomCall(db, widget_id, room_id)
  if (known === null) return { known: null, due: null }
  const next = nextCall(known, { act: 'due', leases: false }, at, limits)
  if (next === known) return { known, due: null }
  return { known: null, due: await saveCall(db, widget_id, known, next, limits) }
}

/** Messages at each end of a dialog among which those of both users are looked for. */
const LOOKED_AT = 100

/** Did both users write? They then know each other well enough to see the other's address. */
async function bothWrote(
  db: Kysely<Database>,
  { widget_id, room_id, user_id, peer_id }: Input,
  last_seq: number,
): Promise<boolean> {
  const wrote = async (sender_id: string) => {
    const row = await db
      .selectFrom('message')
      .select('seq')
      .where('widget_id', '=', widget_id)
      .where('room_id', '=', room_id)
      .where((eb) => eb.or([eb('seq', '<=', LOOKED_AT), eb('seq', '>', last_seq - LOOKED_AT)]))
      .where('sender_id', '=', sender_id)
      .where('system', 'is', null)
      // the entry of a call is not a text of the user
      .where((eb) => eb.or([eb('text', '!=', ''), eb('attachments', 'is not', null), eb('text', 'is', null)]))
      .limit(1)
      .executeTakeFirst()
    return row !== undefined
  }
  return (await wrote(user_id)) && (await wrote(peer_id))
}

/** Calls without an answer, after which the next ones do not ring for a while. */
const UNANSWERED = ['missed', 'cancelled', 'unreachable', 'declined'] as const

/** Of one user, to another one or in a group. */
export async function ringsTooOften(
  db: Kysely<Database>,
  {
    widget_id,
    user_id,
    callee,
  }: { widget_id: number; user_id: string; callee: { peer_id: string } | { room_id: number } },
  at: number,
  { CALL_UNANSWERED, CALL_UNANSWERED_MS }: Limits,
): Promise<boolean> {
  if (CALL_UNANSWERED === 0) return false
  const started = db
    .selectFrom('call')
    .select(sql<number>`count(*)`.as('count'))
    .where('call.widget_id', '=', widget_id)
    .where('call.created_by', '=', user_id)
    .where('call.started_at', '>', at - CALL_UNANSWERED_MS)
    .where('call.outcome', 'in', UNANSWERED)
  const { count } = await ('room_id' in callee
    ? started.where('call.room_id', '=', callee.room_id)
    : started
        .innerJoin('call_member as peer', (join) =>
          join.onRef('peer.widget_id', '=', 'call.widget_id').onRef('peer.call_id', '=', 'call.id'),
        )
        .where('peer.user_id', '=', callee.peer_id)
  ).executeTakeFirstOrThrow()
  return Number(count) >= CALL_UNANSWERED
}
