import type { Kysely } from 'kysely'
import { nextCall } from '../../../chat/calls/machine.ts'
import type { ChangeCall, ChangedCall } from '../../../chat/ports/calls.ts'
import { callOf } from '../../reads/calls.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { callTime, entryOf, saveCall } from './save-call.ts'

/** The room's lock decides which of two acts comes first, on all nodes. */
export const changeCall = oneByOne<ChangeCall & { at: number }, ChangedCall | null>(async (db, input, limits) => {
  const { widget_id, call_id, change } = input
  const call = await callOf(db, widget_id, call_id)
  if (call === null) {
    await removeRest(db, input)
    return null
  }
  const next = nextCall(call, change, await callTime(db, input.at), limits)
  if (next !== call) return saveCall(db, widget_id, call, next, limits)
  return { call, before: call, changed: false, entry: await entryOf(db, widget_id, call) }
})

/** Of a user who was erased meanwhile. What is left would keep the room and the other user from calling ever again. */
async function removeRest(db: Kysely<Database>, { widget_id, call_id }: ChangeCall): Promise<void> {
  await db.deleteFrom('call_member').where('widget_id', '=', widget_id).where('call_id', '=', call_id).execute()
  await db.deleteFrom('call').where('widget_id', '=', widget_id).where('id', '=', call_id).execute()
}
