import { ChatError } from '@imbachat/protocol'
import { mayActAs } from '@imbachat/protocol/http/widget/widget-roles'
import { SNOOZE_MAX_MS } from '@imbachat/protocol/moderation/moderation'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { roleIn } from '../../dashboard/team/roles.ts'
import type { ReportDeps } from './report-deps.ts'
import type { OfReport } from './report-row.ts'
import { sameSubject } from './same-subject.ts'

/**
 * Shows the team who works on it. Of two moderators at the same moment the last one does: it binds nobody.
 * @throws ChatError invalid_field, conflict
 */
export async function assign(
  deps: ReportDeps,
  actor: DashboardPrincipal,
  row: OfReport,
  to: string | null,
): Promise<void> {
  const account_id = to === 'me' ? actor.account_id : to
  if (account_id !== null && account_id !== actor.account_id) {
    const role = await roleIn(deps.readDb, account_id, row.widget_id)
    if (role === null || !mayActAs(role, 'moderator')) {
      throw new ChatError('invalid_field', 'to: this account moderates nothing in the widget.', { field: 'to' })
    }
  }
  await change(deps, row, { assigned_to: account_id })
}

/** @throws ChatError invalid_field, conflict */
export async function snooze(deps: ReportDeps, row: OfReport, until: number | null): Promise<void> {
  const now = deps.clock.now()
  if (until !== null && (until <= now || until > now + SNOOZE_MAX_MS)) {
    throw new ChatError('invalid_field', 'until: expected a time within the next 30 days.', { field: 'until' })
  }
  // a moderator who puts a report off must not keep it from others
  await change(deps, row, { snoozed_until: until, claimed_by: null, claimed_until: null })
}

/** @throws ChatError invalid_field, conflict */
export async function addNote(
  deps: ReportDeps,
  actor: DashboardPrincipal,
  row: OfReport,
  { text, to }: { text: string; to: string | undefined },
): Promise<void> {
  // before the note: an account that can't be asked leaves none
  if (to !== undefined) await assign(deps, actor, row, to)
  const { widget_id, user_id, room_id, seq, held_client_id } = row
  await deps.control
    .insertInto('report_note')
    .values({
      ...{ widget_id, user_id, room_id, seq, held_client_id },
      id: crypto.randomUUID(),
      text,
      created_at: deps.clock.now(),
      written_by: actor.account_id,
    })
    .execute()
}

async function change(
  { control }: ReportDeps,
  row: OfReport,
  columns: {
    assigned_to?: string | null
    snoozed_until?: number | null
    claimed_by?: null
    claimed_until?: null
  },
): Promise<void> {
  const changed = await control
    .updateTable('report')
    .where(sameSubject(row))
    .where('closed_at', 'is', null)
    .set(columns)
    .returning('id')
    .execute()
  if (changed.length === 0) throw new ChatError('conflict', 'This report is decided already.')
}
