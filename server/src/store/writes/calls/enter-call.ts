import type { Kysely } from 'kysely'
import { entered, MOST_IN_MESH, newGroupCall, refusalToEnter } from '../../../chat/calls/group-machine.ts'
import type { EnterCall, EnterCallOutcome } from '../../../chat/ports/calls.ts'
import { isManager, refusalOf } from '../../../chat/rooms/rights.ts'
import { closedBy } from '../../../chat/rooms/room-block.ts'
import { callOf, liveCall } from '../../reads/calls.ts'
import { toRights } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { callTime, entryOf, saveCall } from './save-call.ts'
import { callInRoom, ringsTooOften } from './start-call.ts'

type Input = EnterCall & { at: number }

/**
 * The locks of the room and of the user are held: of users who start a call at once, the first one starts it and the
 * others join; and nobody is in two calls.
 */
export const enterCall = oneByOne<Input, EnterCallOutcome>(async (db, input, limits) => {
  const { widget_id, room_id, call_id, user_id, hidden, hasRelay, sfu } = input
  const at = await callTime(db, input.at)
  const found = await groupOf(db, input)
  if (typeof found === 'string') return { kind: 'refused', reason: found, due: null }
  const { known, due } = await callInRoom(db, { widget_id, room_id }, at, limits)
  if (input.starts === null && known?.call_id !== call_id) {
    // the call has ended meanwhile
    const call = await callOf(db, widget_id, call_id)
    if (call === null) return { kind: 'refused', reason: 'room_not_found', due }
    const entry = await entryOf(db, widget_id, call)
    return { kind: 'entered', call: { call, before: call, changed: false, entry }, due }
  }
  if (known === null && !found.mayStart) return { kind: 'refused', reason: 'forbidden', due }
  const own = await liveCall(db, widget_id, user_id)
  if (own && own.call_id !== known?.call_id) return { kind: 'refused', reason: 'call_elsewhere', due }
  const most = sfu === null ? Math.min(limits.GROUP_CALL_USERS, MOST_IN_MESH) : limits.GROUP_CALL_USERS
  const isTooOften =
    known === null && (await ringsTooOften(db, { widget_id, user_id, callee: { room_id } }, at, limits))
  const fresh = { relay: found.is_public, sfu, most, rings: found.member_count <= most && !isTooOften }
  // a group that has become public meanwhile shows nobody's address to those who come now
  const call = known ? { ...known, relay: known.relay || found.is_public } : newGroupCall(input, fresh, at, limits)
  if (call.group === null) return { kind: 'refused', reason: 'forbidden', due }
  if ((call.relay || hidden) && call.sfu === null && !hasRelay)
    return { kind: 'refused', reason: 'call_needs_relay', due }
  const refused = refusalToEnter(call, input)
  if (refused) return { kind: 'refused', reason: refused, due }
  const next = entered(call, input, at, limits)
  return { kind: 'entered', call: await saveCall(db, widget_id, known, next, limits), due }
})

/** The room as a group in which the user may take part in a call, or why they may not. */
async function groupOf(db: Kysely<Database>, { widget_id, room_id, user_id, siteAdmin, starts }: Input) {
  const row = await db
    .selectFrom('room as r')
    .innerJoin('member as m', (join) => join.onRef('m.widget_id', '=', 'r.widget_id').onRef('m.room_id', '=', 'r.id'))
    .select(['r.type', 'r.rights', 'r.blocked', 'r.is_public', 'r.member_count', 'm.state', 'm.role'])
    .where('r.widget_id', '=', widget_id)
    .where('r.id', '=', room_id)
    .where('m.user_id', '=', user_id)
    .executeTakeFirst()
  if (!row) return 'room_not_found' as const
  const { type, blocked, is_public, member_count, state, role } = row
  const standing = { type, closedBy: closedBy(type, blocked), rights: toRights(row.rights), siteAdmin, state, role }
  const refused = refusalOf('join_call', standing)
  if (refused) return refused
  const isOneWhoStarts = starts === 'all' || (starts === 'managers' && isManager(standing))
  const mayStart = isOneWhoStarts && refusalOf('start_group_call', standing) === null
  return { is_public: is_public !== 0, member_count, mayStart }
}
