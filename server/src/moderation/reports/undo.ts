import { ChatError } from '@imbachat/protocol'
import { restoreHeld } from '../../chat/held/decide-held.ts'
import { publishChange } from '../../chat/messages/publish-messages.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { changeStanding } from '../restrictions/standing.ts'
import { type ReportRow, type Undo, undoOf } from './read-reports.ts'
import type { ReportDeps } from './reports.ts'
import { sameSubject } from './same-subject.ts'
import { UNDO_GRACE_MS } from './undo-window.ts'

/**
 * Takes a decision back: its reports are open again, its restriction ends, its message is there again, without the
 * reactions. What somebody else did too stays: a newer restriction of the same kind, a deletion by the author. With a
 * held message that stays deleted, its reports stay closed: nobody is asked about it.
 * @returns false: its message stays deleted
 * @throws ChatError conflict
 */
export async function undo(
  { control, chat, clock }: ReportDeps,
  actor: DashboardPrincipal,
  row: ReportRow,
): Promise<boolean> {
  const { widget_id: widgetId, room_id: roomId, user_id: userId, seq } = row
  const known = undoOf(row) ?? (await undoOfAnother(control, row))
  if (known === null || known.by !== actor.accountId || known.until + UNDO_GRACE_MS < clock.now()) {
    throw new ChatError('conflict', 'This decision can no longer be taken back.')
  }
  const { restriction, restrictionId: id, message, held, reports } = known
  let isRestored = true
  if (message !== null && seq !== null) {
    const { deletionId = null } = message
    const outcome = await chat.store.restoreMessage({ widgetId, roomId, seq, ...message, deletionId })
    publishChange(chat.bus, { widgetId, roomId }, outcome)
    isRestored = outcome.kind !== 'refused' && outcome.message.deleted_at === null
  }
  if (held && row.held_client_id !== null) {
    const { deletionId = null } = held
    const place = { widgetId, roomId, senderId: userId, clientId: row.held_client_id }
    isRestored = await restoreHeld(chat, place, { ...held, deletionId })
  }
  if (restriction !== null) {
    const change = { act: 'lift', kind: restriction, by: actor.accountId, id } as const
    await changeStanding(chat, { widgetId, userId, change })
  }
  const stayClosed = held && !isRestored
  await control
    .updateTable('report')
    .set(stayClosed ? { outcome: 'deleted' } : { closed_at: null, closed_by: null, outcome: null })
    .set({ undo: null })
    .where('widget_id', '=', widgetId)
    .where('id', 'in', reports)
    .execute()
  return isRestored
}

/** The decision closed several reports about the subject, and is kept in another one. */
async function undoOfAnother(control: ReportDeps['control'], row: ReportRow): Promise<Undo | null> {
  if (row.closed_at === null) return null
  const kept = await control
    .selectFrom('report')
    .select('undo')
    .where(sameSubject(row))
    .where('closed_at', '=', row.closed_at)
    .where('undo', 'is not', null)
    .execute()
  const undos = kept.flatMap((other) => undoOf(other) ?? [])
  return undos.find(({ reports }) => reports.includes(row.id)) ?? null
}
