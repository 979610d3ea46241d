import type { Kysely } from 'kysely'
import { markKey, toRow } from '../../../chat/own-state/own-item.ts'
import type { DraftOutcome, OwnItemRow, PutDraft } from '../../../chat/ports.ts'
import { PRESENT_STATES } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { putItem } from './put-own-item.ts'

type Input = PutDraft & { at: number }
type Place = Pick<PutDraft, 'widgetId' | 'userId' | 'roomId'>

/** Replaces the draft that the writer knew, and no other. */
export const putDraft = oneByOne<Input, DraftOutcome>(async (db, input) => {
  const { widgetId, userId, roomId, text, replyTo, rev, at } = input
  const member = await db
    .selectFrom('member')
    .select('state')
    .where('widget_id', '=', widgetId)
    .where('room_id', '=', roomId)
    .where('user_id', '=', userId)
    .where('state', 'in', PRESENT_STATES)
    .executeTakeFirst()
  if (!member) return { kind: 'room_not_found' }
  const stored = await draftOf(db, input)
  if ((stored?.rev ?? 0) !== rev) return { kind: 'stale' }
  const { key, value } = toRow({ kind: 'draft', room_id: roomId, text, reply_to: replyTo, at })
  if (value === null && !stored) return { kind: 'put', item: { key, rev: 0, value }, changed: false }
  return { kind: 'put', ...(await putItem(db, { widgetId, userId, key, value })) }
})

/** Ends the draft of this `rev` with the message that it became. @returns undefined: it is another one by now */
export async function endDraft(db: Kysely<Database>, place: Place & { rev: number }): Promise<OwnItemRow | undefined> {
  const stored = await draftOf(db, place)
  if (stored?.rev !== place.rev || stored.value === null) return undefined
  const { widgetId, userId, roomId } = place
  return (await putItem(db, { widgetId, userId, key: markKey('draft', roomId), value: null })).item
}

const draftOf = (db: Kysely<Database>, { widgetId, userId, roomId }: Place) =>
  db
    .selectFrom('own_item')
    .select(['user_rev as rev', 'value'])
    .where('widget_id', '=', widgetId)
    .where('user_id', '=', userId)
    .where('key', '=', markKey('draft', roomId))
    .executeTakeFirst()
