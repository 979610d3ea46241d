import type { Kysely } from 'kysely'
import { markKey, toRow } from '../../../chat/own-state/own-item.ts'
import type { DraftOutcome, OwnItemRow, PutDraft } from '../../../chat/ports.ts'
import { PRESENT_STATES } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { putItem } from './put-own-item.ts'

type Input = PutDraft & { at: number }
type Place = Pick<PutDraft, 'widget_id' | 'user_id' | 'room_id'>

/** Replaces the draft that the writer knew, and no other. */
export const putDraft = oneByOne<Input, DraftOutcome>(async (db, input) => {
  const { widget_id, user_id, room_id, text, reply_to, rev, at } = input
  const member = await db
    .selectFrom('member')
    .select('state')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', user_id)
    .where('state', 'in', PRESENT_STATES)
    .executeTakeFirst()
  if (!member) return { kind: 'room_not_found' }
  const stored = await draftOf(db, input)
  if ((stored?.rev ?? 0) !== rev) return { kind: 'stale' }
  const { key, value } = toRow({ kind: 'draft', room_id, text, reply_to, at })
  if (value === null && !stored) return { kind: 'put', item: { key, rev: 0, value }, changed: false }
  return { kind: 'put', ...(await putItem(db, { widget_id, user_id, key, value })) }
})

/** Ends the draft of this `rev` with the message that it became. @returns undefined: it is another one by now */
export async function endDraft(db: Kysely<Database>, place: Place & { rev: number }): Promise<OwnItemRow | undefined> {
  const stored = await draftOf(db, place)
  if (stored?.rev !== place.rev || stored.value === null) return undefined
  const { widget_id, user_id, room_id } = place
  return (await putItem(db, { widget_id, user_id, key: markKey('draft', room_id), value: null })).item
}

const draftOf = (db: Kysely<Database>, { widget_id, user_id, room_id }: Place) =>
  db
    .selectFrom('own_item')
    .select(['user_rev as rev', 'value'])
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('key', '=', markKey('draft', room_id))
    .executeTakeFirst()
