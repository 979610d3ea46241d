import type { Card } from '@imbachat/protocol/messages/cards'
import type { Kysely } from 'kysely'
import type { PressButton, PressOutcome } from '../../../chat/ports.ts'
import { refusalOf } from '../../../chat/rooms/rights.ts'
import { closedBy } from '../../../chat/rooms/room-block.ts'
import { silencedAmong } from '../../reads/bots.ts'
import { type MessageRow, partsOf, storedParts, toMessage, toRights } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import type { Finish } from '../../statements/finish.ts'
import { oneByOne } from '../write.ts'
import { appendMessages } from './append-messages.ts'
import { changeRow, findMessage } from './change-message.ts'

type Input = PressButton & { at: number }
type Refusal = Exclude<(PressOutcome & { kind: 'refused' })['reason'], 'slow_mode'>

/**
 * Of two presses of buttons that one press uses up, the second is refused, whichever devices they come from. The reply
 * and the mark on the pressed message are one transaction.
 */
export const pressButton = oneByOne<Input, PressOutcome>(async (db, input, limits, finish) => {
  const { user_id, client_id, reply } = input
  const found = await findMessage(db, input)
  if (!found || found.deleted_at !== null) return refused('message_not_found')
  if (found.sender_id === user_id) return refused('own_button')
  const { card } = partsOf(found)
  if (!card || !hasButton(card, input)) return refused('button_not_found')
  const { pressed } = card
  const isRepeat = pressed?.client_id === client_id && pressed.user_id === user_id
  const refusal = reply ? null : await eventRefusal(db, input)
  if (refusal) return refused(refusal)
  if (pressed && !isRepeat) return refused('button_used')

  const [appended = null] = reply ? await appendMessages(db, [{ ...reply, at: input.at }], limits) : []
  if (appended?.kind === 'refused') return appended
  if (appended?.kind === 'held') return { kind: 'pressed', message: toMessage(found), changed: false, appended }
  const isMarked = isRepeat || appended?.kind === 'repeated' || card.after_press === undefined
  if (isMarked) return { kind: 'pressed', message: toMessage(found), changed: false, appended }
  const { message } = await mark(db, input, found, card, finish)
  return { kind: 'pressed', message, changed: true, appended }
})

const refused = (reason: Refusal): PressOutcome => ({ kind: 'refused', reason })

/** The button as it was read: a label, a text or an address that changed meanwhile is another button. */
const hasButton = ({ buttons = [] }: Card, { button }: Input): boolean =>
  buttons.some((known) => Bun.deepEquals(known, button))

/** A press that only notifies the page needs membership in the room, but no right to write. */
async function eventRefusal(db: Kysely<Database>, { widget_id, room_id, user_id }: Input): Promise<Refusal | null> {
  const membership = await db
    .selectFrom('member as m')
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'm.widget_id').onRef('r.id', '=', 'm.room_id'))
    .select(['m.state', 'm.role', 'r.type', 'r.blocked', 'r.rights', 'r.handover'])
    .where('m.widget_id', '=', widget_id)
    .where('m.room_id', '=', room_id)
    .where('m.user_id', '=', user_id)
    .executeTakeFirst()
  if (!membership) return 'room_not_found'
  const { type, state, role, blocked, rights, handover } = membership
  const standing = { type, state, role, closedBy: closedBy(type, blocked), rights: toRights(rights) }
  const refusal = refusalOf('press', { ...standing, siteAdmin: false })
  if (refusal) return refusal
  return (await silencedAmong(db, widget_id, [user_id], handover)).has(user_id) ? 'handed_over' : null
}

/** The message itself stores which user pressed which button, so no other member's row changes. */
function mark(db: Kysely<Database>, input: Input, found: MessageRow, card: Card, finish: Finish) {
  const { user_id, client_id, button } = input
  const pressed = { button_id: button.id, user_id, client_id }
  return changeRow(db, input, { parts: storedParts({ ...partsOf(found), card: { ...card, pressed } }) }, finish)
}
