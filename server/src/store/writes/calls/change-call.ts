import { nextCall } from '../../../chat/calls/machine.ts'
import type { ChangeCall, ChangedCall } from '../../../chat/ports/calls.ts'
import { callOf } from '../../reads/calls.ts'
import { oneByOne } from '../write.ts'
import { callTime, entryOf, saveCall } from './save-call.ts'

/** The room's lock decides which of two acts comes first, on all nodes. */
export const changeCall = oneByOne<ChangeCall & { at: number }, ChangedCall | null>(async (db, input, limits) => {
  const { widget_id, call_id, change } = input
  const call = await callOf(db, widget_id, call_id)
  if (call === null) return null
  const next = nextCall(call, change, await callTime(db, input.at), limits)
  if (next !== call) return saveCall(db, widget_id, call, next, limits)
  return { call, before: call, changed: false, entry: await entryOf(db, widget_id, call) }
})
