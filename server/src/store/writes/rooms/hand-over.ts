import { ROOM_TYPE } from '@imbachat/protocol/site'
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

/**
 * The site may always, and those who manage the room; in a dialog with a bot its person may, since nobody else is there
 * to give it back. A bot gives its room away, and never takes it.
 */
async function refusalOf(
  db: Kysely<Database>,
  { widget_id, room_id, to, by, bySite, siteAdmin }: HandOver,
): Promise<'room_not_found' | 'forbidden' | 'handed_over' | null> {
  if (bySite) return null
  if (!(await botsAmong(db, widget_id, [by])).has(by)) {
    const found = await roomFor(db, 'manage', { widget_id, room_id, by, siteAdmin })
    if (found === 'forbidden' && (await isWithBot(db, { widget_id, room_id }))) return null
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

async function isWithBot(
  db: Kysely<Database>,
  { widget_id, room_id }: { widget_id: number; room_id: number },
): Promise<boolean> {
  const found = await db
    .selectFrom('room as r')
    .innerJoin('member as m', (join) => join.onRef('m.widget_id', '=', 'r.widget_id').onRef('m.room_id', '=', 'r.id'))
    .innerJoin('chat_user as u', (join) =>
      join.onRef('u.widget_id', '=', 'm.widget_id').onRef('u.id', '=', 'm.user_id').on('u.bot', 'is not', null),
    )
    .select('u.id')
    .where('r.widget_id', '=', widget_id)
    .where('r.id', '=', room_id)
    .where('r.type', '=', ROOM_TYPE.dialog)
    .executeTakeFirst()
  return found !== undefined
}
