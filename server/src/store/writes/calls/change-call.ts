import type { Kysely } from 'kysely'
import { nextCall } from '../../../chat/calls/machine.ts'
import type { CallAct, ChangeCall, ChangedCall } from '../../../chat/ports/calls.ts'
import { callOf } from '../../reads/calls.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { callTime, entryOf, saveCall } from './save-call.ts'

/** The room's lock decides which of two acts comes first, on all nodes. */
export const changeCall = oneByOne<ChangeCall & { at: number }, ChangedCall | null>(async (db, input, limits) => {
  const { widget_id, call_id } = input
  const call = await callOf(db, widget_id, call_id)
  if (call === null) {
    await removeRest(db, input)
    return null
  }
  const change = call.group === null ? input.change : await whileMember(db, input)
  const next = nextCall(call, change, await callTime(db, input.at), limits)
  if (next !== call) return saveCall(db, widget_id, call, next, limits)
  return { call, before: call, changed: false, entry: await entryOf(db, widget_id, call) }
})

/** A heartbeat of a user who has left the group removes them from its call. */
async function whileMember(db: Kysely<Database>, { widget_id, room_id, change }: ChangeCall): Promise<CallAct> {
  if (change.act !== 'renew') return change
  const { user_id } = change
  const member = await db
    .selectFrom('member')
    .select('state')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', user_id)
    .executeTakeFirst()
  return member?.state === 'joined' ? change : { act: 'stop', user_id }
}

/**
 * Removes the rest of a call of a user who was erased meanwhile: it would keep the room and the other user from
 * calling.
 */
async function removeRest(db: Kysely<Database>, { widget_id, call_id }: ChangeCall): Promise<void> {
  await db.deleteFrom('call_member').where('widget_id', '=', widget_id).where('call_id', '=', call_id).execute()
  await db.deleteFrom('call').where('widget_id', '=', widget_id).where('id', '=', call_id).execute()
}
