import { ChatError } from '@imbachat/protocol'
import { restoreHeld } from '../../chat/held/decide-held.ts'
import { publishChange } from '../../chat/messages/publish-messages.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { changeStanding } from '../restrictions/standing.ts'
import { type Undo, undoOf } from './read-reports.ts'
import type { ReportDeps } from './report-deps.ts'
import type { OfReport, ReportRow } from './report-row.ts'
import { sameSubject } from './same-subject.ts'
import { UNDO_GRACE_MS, UNDO_LONGEST_MS } from './undo-window.ts'

/**
 * Takes back a decision and those made together with it: reopens the reports, ends the restrictions, restores the
 * messages without their reactions. What somebody else did too stays: a newer restriction of the same kind, a deletion
 * by the author. If a held message stays deleted, its reports stay closed: nobody is asked about it.
 * @returns `restored` false: a message stays deleted; `undone`: a report of each decision
 * @throws ChatError conflict
 */
export async function undo(
  deps: ReportDeps,
  actor: DashboardPrincipal,
  row: ReportRow,
): Promise<{ restored: boolean; undone: string[] }> {
  const { control, clock } = deps
  const known = undoOf(row) ?? (await undoOfAnother(control, row))
  if (known === null || known.by !== actor.account_id || known.until + UNDO_GRACE_MS < clock.now()) {
    throw new ChatError('conflict', 'This decision can no longer be taken back.')
  }
  if (known.together === undefined) {
    return { restored: await undoOne(deps, actor, row, known), undone: [row.id] }
  }
  const since = clock.now() - UNDO_LONGEST_MS
  const others = await control
    .selectFrom('report')
    .selectAll()
    .where('widget_id', '=', row.widget_id)
    .where('closed_at', '>', since)
    .where('undo', 'like', `%${known.together}%`)
    .execute()
  const done = { restored: true, undone: [] as string[] }
  for (const other of others) {
    const undo = undoOf(other)
    if (undo?.together !== known.together) continue
    done.restored = (await undoOne(deps, actor, other, undo)) && done.restored
    done.undone.push(other.id)
  }
  return done
}

async function undoOne(
  { control, chat }: ReportDeps,
  actor: DashboardPrincipal,
  row: OfReport,
  known: Undo,
): Promise<boolean> {
  const { widget_id, room_id, user_id, seq } = row
  const { restriction, restriction_id: id, message, held, reports } = known
  let isRestored = true
  if (message !== null && seq !== null) {
    const { deletion_id = null } = message
    const outcome = await chat.store.restoreMessage({ widget_id, room_id, seq, ...message, deletion_id })
    publishChange(chat.bus, { widget_id, room_id }, outcome)
    isRestored = outcome.kind !== 'refused' && outcome.message.deleted_at === null
  }
  if (held && row.held_client_id !== null) {
    const { deletion_id = null } = held
    const place = { widget_id, room_id, sender_id: user_id, client_id: row.held_client_id }
    isRestored = await restoreHeld(chat, place, { ...held, deletion_id })
  }
  if (restriction !== null) {
    const change = { act: 'lift', kind: restriction, by: actor.account_id, id } as const
    await changeStanding(chat, { widget_id, user_id, change })
  }
  const stayClosed = held && !isRestored
  await control
    .updateTable('report')
    .set(stayClosed ? { outcome: 'deleted' } : { closed_at: null, closed_by: null, outcome: null })
    .set({ undo: null })
    .where('widget_id', '=', widget_id)
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
