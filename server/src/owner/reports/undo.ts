import { ChatError } from '@imbachat/protocol'
import { restoreHeld } from '../../chat/held/decide-held.ts'
import { changeStanding } from '../../chat/moderation/standing.ts'
import type { OwnerPrincipal } from '../../chat/principal.ts'
import { type ReportRow, undoOf } from './read-reports.ts'
import type { ReportParts } from './reports.ts'

/** The dashboard counts the seconds down; an answer on its way is let through. */
const GRACE_MS = 3_000

/**
 * Takes a decision back: its reports are open again, its restriction ends, its message is there again, without the
 * reactions. A newer restriction of the same kind stays. @throws ChatError conflict
 */
export async function undo(
  { control, chat, clock }: ReportParts,
  owner: OwnerPrincipal,
  row: ReportRow,
): Promise<void> {
  const { widget_id: widgetId, room_id: roomId, user_id: userId, seq } = row
  const known = undoOf(row)
  if (known === null || known.by !== owner.accountId || known.until + GRACE_MS < clock.now()) {
    throw new ChatError('conflict', 'This decision can no longer be taken back.')
  }
  const { restriction, restrictionId: id, message, held, reports } = known
  if (message !== null && seq !== null) {
    const outcome = await chat.store.restoreMessage({ widgetId, roomId, seq, ...message })
    if (outcome.kind === 'changed') chat.bus.publish({ t: 'message', widgetId, roomId, message: outcome.message })
  }
  if (held && row.held_client_id !== null) {
    await restoreHeld(chat, { widgetId, roomId, senderId: userId, clientId: row.held_client_id }, held)
  }
  if (restriction !== null) {
    const change = { act: 'lift', kind: restriction, by: owner.accountId, id } as const
    await changeStanding(chat, { widgetId, userId, change })
  }
  await control
    .updateTable('report')
    .set({ closed_at: null, closed_by: null, outcome: null, undo: null })
    .where('widget_id', '=', widgetId)
    .where('id', 'in', reports)
    .execute()
}
