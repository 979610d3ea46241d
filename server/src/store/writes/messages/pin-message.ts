import type { Kysely } from 'kysely'
import type { PinMessage, PinOutcome } from '../../../chat/ports.ts'
import { refusalOf } from '../../../chat/rooms/rights.ts'
import { closedBy } from '../../../chat/rooms/room-block.ts'
import { together } from '../../fair-queue/together.ts'
import { silencedAmong } from '../../reads/bots.ts'
import { MESSAGE_COLUMNS, toMessage, toRights } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { sendAll } from '../../statements/finish.ts'
import { addNotices } from '../rooms/notices.ts'
import { oneByOne } from '../write.ts'
import { changeRow, pinsCounted } from './change-message.ts'

/** `at`: when the server took it, milliseconds */
type Input = PinMessage & { at: number }

/** A message that is pinned takes the room's next `rev`, and the notice of it the one after. */
export const pinMessage = oneByOne<Input, PinOutcome>(async (db, input, limits, finish) => {
  const { widget_id, room_id, seq, by, pinned, unseen, at } = input
  const [found, row] = await together(
    membershipOf(db, input),
    db
      .selectFrom('message')
      .select(MESSAGE_COLUMNS)
      .where('widget_id', '=', widget_id)
      .where('room_id', '=', room_id)
      .where('seq', '=', seq)
      .where('system', 'is', null)
      .where('deleted_at', 'is', null)
      .executeTakeFirst(),
  )
  const refused = found ? refusalOf('pin', standingOf(found, input)) : 'room_not_found'
  if (!found || refused) return { kind: 'refused', reason: refused ?? 'room_not_found' }
  const silenced = await silencedAmong(db, widget_id, [by], found.handover)
  if (silenced.has(by)) return { kind: 'refused', reason: 'handed_over' }
  if (!row || seq <= found.cleared_seq) return { kind: 'refused', reason: 'message_not_found' }
  if ((row.pinned_at !== null) === pinned) {
    return { kind: 'done', changed: false, message: toMessage(row), notices: [] }
  }
  if (pinned && found.pins >= limits.PINNED_MESSAGES) return { kind: 'too_many', most: limits.PINNED_MESSAGES }
  if (unseen) {
    const { pinned_at: _, ...message } = toMessage(row)
    return { kind: 'done', changed: false, message: { ...message, ...(pinned && { pinned_at: at }) }, notices: [] }
  }
  const pins = pinsCounted(db, input)
  if (!pinned) {
    const { message } = await changeRow(db, input, { pinned_at: null }, finish, pins)
    return { kind: 'done', changed: true, message, notices: [] }
  }
  const { message } = await changeRow(db, input, { pinned_at: at }, sendAll(db), pins)
  const numbers = {
    widget_id,
    room_id,
    last_seq: found.last_seq,
    last_rev: message.rev,
    uncounted: found.uncounted,
    active_at: found.active_at,
  }
  const notice = { sender_id: by, notice: { kind: 'pinned' as const, user_ids: [], seq }, at }
  return { kind: 'done', changed: true, message, notices: await addNotices(db, numbers, [notice], finish) }
})

function membershipOf(db: Kysely<Database>, { widget_id, room_id, by }: Input) {
  return db
    .selectFrom('room as r')
    .innerJoin('member as m', (join) => join.onRef('m.widget_id', '=', 'r.widget_id').onRef('m.room_id', '=', 'r.id'))
    .select(['r.type', 'r.rights', 'r.blocked', 'r.last_seq', 'r.uncounted', 'r.active_at', 'r.pins', 'r.handover'])
    .select(['m.state', 'm.role', 'm.cleared_seq'])
    .where('r.widget_id', '=', widget_id)
    .where('r.id', '=', room_id)
    .where('m.user_id', '=', by)
    .executeTakeFirst()
}

const standingOf = (
  { type, blocked, rights, state, role }: NonNullable<Awaited<ReturnType<typeof membershipOf>>>,
  { siteAdmin }: Input,
) => ({ type, closedBy: closedBy(type, blocked), rights: toRights(rights), state, role, siteAdmin })
