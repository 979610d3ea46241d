import { ChatError } from '@imbachat/protocol'
import type { HeldFile } from '@imbachat/protocol/http/moderation/held-file'
import type { GroundOfReport, ReportMessage, ReportView } from '@imbachat/protocol/http/moderation/reports'
import { CLAIM_MS } from '@imbachat/protocol/moderation/moderation'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { emailsOf } from '../people/emails.ts'
import { decide } from './decide.ts'
import { type ReportsPage, readReports } from './read-reports.ts'
import type { Decision, ReportDeps } from './report-deps.ts'
import type { ReportRow } from './report-row.ts'
import { sameSubject } from './same-subject.ts'
import { undo } from './undo.ts'

/** A moderator's acts on the reports of a widget. Another account's widget answers as a missing one. */
export interface Reports {
  /** of each reported message or user one, the newest first */
  list(
    actor: DashboardPrincipal,
    widget_id: number,
    page: ReportsPage,
  ): Promise<{ reports: ReportView[]; next: string | null }>
  get(
    actor: DashboardPrincipal,
    widget_id: number,
    id: string,
  ): Promise<{ report: ReportView; reports: GroundOfReport[]; messages: ReportMessage[]; held_files: HeldFile[] }>
  /** @throws ChatError conflict */
  claim(actor: DashboardPrincipal, report: { widget_id: number; id: string; claimed: boolean }): Promise<ReportView>
  /**
   * Decides all open reports about the same message, or the same user.
   * @throws ChatError conflict, message_not_found
   */
  decide(actor: DashboardPrincipal, report: { widget_id: number; id: string }, decision: Decision): Promise<ReportView>
  /**
   * `restored`: no message that the decision deleted stays deleted.
   * @throws ChatError conflict
   */
  undo(
    actor: DashboardPrincipal,
    report: { widget_id: number; id: string },
  ): Promise<{ report: ReportView; restored: boolean }>
}

export function createReports(deps: ReportDeps): Reports {
  const { widgets, chat } = deps
  const { list, row, view, together, messages, heldFiles } = readReports(deps)

  /** The endpoint has checked the role; this checks that the widget is one of the person's. */
  const mustBeInTeam = (actor: DashboardPrincipal, widget_id: number) => widgets.get(actor, widget_id)
  /** The dashboards of other moderators read the queue again. */
  const changed = (widget_id: number) => chat.bus.publish({ t: 'queue', widget_id })

  return {
    async list(actor, widget_id, page) {
      await mustBeInTeam(actor, widget_id)
      return list(actor, widget_id, page)
    },
    async get(actor, widget_id, id) {
      await mustBeInTeam(actor, widget_id)
      const found = await row(widget_id, id)
      return {
        report: await view(actor, found),
        reports: await together(found),
        messages: await messages(found),
        held_files: await heldFiles(found),
      }
    },
    async claim(actor, { widget_id, id, claimed }) {
      await mustBeInTeam(actor, widget_id)
      const found = await row(widget_id, id)
      if (claimed) await claimOf(deps, actor, found)
      else {
        await deps.control
          .updateTable('report')
          .where(sameSubject(found))
          .set({ claimed_by: null, claimed_until: null })
          .where('claimed_by', '=', actor.account_id)
          .execute()
      }
      changed(widget_id)
      return view(actor, await row(widget_id, id))
    },
    async decide(actor, { widget_id, id }, decision) {
      await mustBeInTeam(actor, widget_id)
      const found = await row(widget_id, id)
      // Other moderators are kept out while it is carried out.
      await claimOf(deps, actor, found)
      await decide(deps, actor, found, decision)
      changed(widget_id)
      return view(actor, await row(widget_id, id))
    },
    async undo(actor, { widget_id, id }) {
      await mustBeInTeam(actor, widget_id)
      const restored = await undo(deps, actor, await row(widget_id, id))
      changed(widget_id)
      return { report: await view(actor, await row(widget_id, id)), restored }
    },
  }
}

/**
 * One statement claims all open reports about the subject, so of two moderators at the same moment one is refused.
 * @throws ChatError conflict
 */
async function claimOf(
  { control, readDb, clock }: ReportDeps,
  actor: DashboardPrincipal,
  row: ReportRow,
): Promise<void> {
  const now = clock.now()
  const claimed = await control
    .updateTable('report')
    .where(sameSubject(row))
    .set({ claimed_by: actor.account_id, claimed_until: now + CLAIM_MS })
    .where('closed_at', 'is', null)
    .where(({ or, eb }) =>
      or([
        eb('claimed_by', 'is', null),
        eb('claimed_by', '=', actor.account_id),
        eb('claimed_until', 'is', null),
        eb('claimed_until', '<', now),
      ]),
    )
    .returning('id')
    .execute()
  if (claimed.some(({ id }) => id === row.id)) return
  const other = await readDb
    .selectFrom('report')
    .select(['report.closed_at', 'report.claimed_by'])
    .where('report.widget_id', '=', row.widget_id)
    .where('report.id', '=', row.id)
    .executeTakeFirst()
  if (other?.closed_at !== null) throw new ChatError('conflict', 'This report is decided already.')
  const names = await emailsOf(readDb, [other.claimed_by])
  throw new ChatError('conflict', `${names(other.claimed_by) || 'Another moderator'} looks at this report now.`)
}
