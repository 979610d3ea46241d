import type { Kysely } from 'kysely'
import type { HandOver, HandOverOutcome } from '../../../chat/ports.ts'
import { botsAmong } from '../../reads/bots.ts'
import { toHandover } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { oneByOne } from '../write.ts'
import { roomFor } from './edit-room.ts'
import { addNotices } from './notices.ts'

/**
 * From the commit on, bots answer in the room or people do. The notice takes its `seq` here, so that in the order of
 * messages none of a bot stands behind the notice that people answer.
 */
export const handOver = oneByOne<HandOver & { at: number }, HandOverOutcome>(async (db, input) => {
  const { widget_id, room_id, to, by, at } = input
  const refusal = await refusalOf(db, input)
  if (refusal) return { kind: 'refused', reason: refusal }
  const room = await db
    .selectFrom('room')
    .select(['last_seq', 'last_rev', 'uncounted', 'active_at', 'handover'])
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .executeTakeFirst()
  if (!room) return { kind: 'refused', reason: 'room_not_found' }
  const before = toHandover(room.handover)
  if (before.owner === to) return { kind: 'done', changed: false, handover: before, notices: [] }
  const handover = { owner: to, generation: before.generation + 1 }
  await db
    .updateTable('room')
    .set({ handover: JSON.stringify(handover) })
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .execute()
  const { last_seq, last_rev, uncounted, active_at } = room
  const notice = { kind: 'handed_over' as const, user_ids: [], to }
  const numbers = { widget_id, room_id, last_seq, last_rev, uncounted, active_at }
  const notices = await addNotices(db, numbers, [{ sender_id: by, notice, at }])
  return { kind: 'done', changed: true, handover, notices }
})

/** The site may always; those who manage the room may; a bot gives its room away, and never takes it. */
async function refusalOf(
  db: Kysely<Database>,
  { widget_id, room_id, to, by, bySite, siteAdmin }: HandOver,
): Promise<'room_not_found' | 'forbidden' | null> {
  if (bySite) return null
  if (!(await botsAmong(db, widget_id, [by])).has(by)) {
    const found = await roomFor(db, 'manage', { widget_id, room_id, by, siteAdmin })
    return typeof found === 'string' ? found : null
  }
  const member = await db
    .selectFrom('member')
    .select('user_id')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', by)
    .where('state', '=', 'joined')
    .executeTakeFirst()
  if (!member) return 'room_not_found'
  return to === 'people' ? null : 'forbidden'
}
