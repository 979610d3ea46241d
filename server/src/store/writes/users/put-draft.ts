import type { Kysely } from 'kysely'
import { markKey, toRow } from '../../../chat/own-state/own-item.ts'
import type { DraftOutcome, OwnItemRow, PutDraft } from '../../../chat/ports.ts'
import { together } from '../../fair-queue/together.ts'
import { PRESENT_STATES } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { itemAt, replaceItem } from './put-own-item.ts'

type Input = PutDraft & { at: number }
type Place = Pick<PutDraft, 'widget_id' | 'user_id' | 'room_id'>

/** Replaces the draft that the writer knew, and no other. */
export const putDraft = oneByOne<Input, DraftOutcome>(async (db, input, _limits, finish) => {
  const { widget_id, user_id, room_id, text, reply_to, rev, at } = input
  const { key, value } = toRow({ kind: 'draft', room_id, text, reply_to, at })
  const [member, stored] = await together(
    db
      .selectFrom('member')
      .select('state')
      .where('widget_id', '=', widget_id)
      .where('room_id', '=', room_id)
      .where('user_id', '=', user_id)
      .where('state', 'in', PRESENT_STATES)
      .executeTakeFirst(),
    itemAt(db, { widget_id, user_id, key }),
  )
  if (!member) return { kind: 'room_not_found' }
  if ((stored?.rev ?? 0) !== rev) return { kind: 'stale' }
  if (value === null && !stored) return { kind: 'put', item: { key, rev: 0, value }, changed: false }
  return { kind: 'put', ...(await replaceItem(db, { widget_id, user_id, key, value }, stored, finish)) }
})

/** Ends the draft of this `rev` with the message that it became. @returns undefined: it is another one by now */
export async function endDraft(db: Kysely<Database>, place: Place & { rev: number }): Promise<OwnItemRow | undefined> {
  const { widget_id, user_id, room_id } = place
  const key = markKey('draft', room_id)
  const stored = await itemAt(db, { widget_id, user_id, key })
  if (stored?.rev !== place.rev || stored.value === null) return undefined
  return (await replaceItem(db, { widget_id, user_id, key, value: null }, stored)).item
}
