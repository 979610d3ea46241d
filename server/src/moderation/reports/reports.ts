import type { HeldFile } from '@imbachat/protocol/http/moderation/held-file'
import type { GroundOfReport, ReportMessage, ReportNote, ReportView } from '@imbachat/protocol/http/moderation/reports'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { claimOf } from './claim.ts'
import { decideAuthor, decideMany } from './decide-several.ts'
import { type ModerationFigures, readFigures } from './figures.ts'
import { type ReportsPage, readReports } from './read-reports.ts'
import type { Decision, ReportDeps } from './report-deps.ts'
import { sameSubject } from './same-subject.ts'
import { undo } from './undo.ts'
import { addNote, assign, snooze } from './work.ts'

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
  ): Promise<{
    report: ReportView
    reports: GroundOfReport[]
    messages: ReportMessage[]
    held_files: HeldFile[]
    notes: ReportNote[]
    of_author: number
  }>
  /** @throws ChatError conflict */
  claim(actor: DashboardPrincipal, report: { widget_id: number; id: string; claimed: boolean }): Promise<ReportView>
  /**
   * `to`: `me`, or the account of a moderator; null: nobody works on it
   * @throws ChatError invalid_field; conflict: it is decided
   */
  assign(actor: DashboardPrincipal, report: { widget_id: number; id: string; to: string | null }): Promise<ReportView>
  /** @throws ChatError invalid_field; conflict: it is decided */
  snooze(
    actor: DashboardPrincipal,
    report: { widget_id: number; id: string; until: number | null },
  ): Promise<ReportView>
  /** @throws ChatError invalid_field; conflict: it is decided, so nobody can be asked */
  note(
    actor: DashboardPrincipal,
    report: { widget_id: number; id: string },
    note: { text: string; to: string | undefined },
  ): Promise<{ report: ReportView; notes: ReportNote[] }>
  /**
   * Decides all open reports about the same message, or the same user; with `wholeAuthor` all about its author.
   * @throws ChatError conflict, message_not_found
   */
  decide(
    actor: DashboardPrincipal,
    report: { widget_id: number; id: string },
    decision: Decision,
  ): Promise<{ report: ReportView; closed: string[]; left: number }>
  /** Decides what each of the reports is about. `closed`: ids of all reports that were closed. */
  decideMany(
    actor: DashboardPrincipal,
    reports: { widget_id: number; ids: readonly string[] },
    act: 'dismiss' | 'publish' | 'delete',
  ): Promise<{ decided: ReportView[]; closed: string[] }>
  /**
   * `restored`: no message that the decision deleted stays deleted; `undone`: ids of the reports whose decisions were
   * taken back
   * @throws ChatError conflict
   */
  undo(
    actor: DashboardPrincipal,
    report: { widget_id: number; id: string },
  ): Promise<{ report: ReportView; restored: boolean; undone: string[] }>
  figures(actor: DashboardPrincipal, widget_id: number, days: number): Promise<ModerationFigures>
}

export function createReports(deps: ReportDeps): Reports {
  const { widgets, chat } = deps
  const { list, row, rowsOf, view, viewsOf, together, messages, heldFiles, notes, ofAuthor } = readReports(deps)

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
        notes: await notes(found),
        of_author: await ofAuthor(found),
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
    async assign(actor, { widget_id, id, to }) {
      await mustBeInTeam(actor, widget_id)
      await assign(deps, actor, await row(widget_id, id), to)
      changed(widget_id)
      return view(actor, await row(widget_id, id))
    },
    async snooze(actor, { widget_id, id, until }) {
      await mustBeInTeam(actor, widget_id)
      await snooze(deps, await row(widget_id, id), until)
      changed(widget_id)
      return view(actor, await row(widget_id, id))
    },
    async note(actor, { widget_id, id }, note) {
      await mustBeInTeam(actor, widget_id)
      const found = await row(widget_id, id)
      await addNote(deps, actor, found, note)
      changed(widget_id)
      return { report: await view(actor, await row(widget_id, id)), notes: await notes(found) }
    },
    async decide(actor, { widget_id, id }, decision) {
      await mustBeInTeam(actor, widget_id)
      const found = await row(widget_id, id)
      const done = await decideAuthor(deps, actor, found, decision)
      changed(widget_id)
      return { report: await view(actor, await row(widget_id, id)), ...done }
    },
    async decideMany(actor, { widget_id, ids }, act) {
      await mustBeInTeam(actor, widget_id)
      const { decided, closed } = await decideMany(deps, actor, await rowsOf(widget_id, ids), act)
      changed(widget_id)
      return { decided: await viewsOf(actor, widget_id, await rowsOf(widget_id, decided)), closed }
    },
    async undo(actor, { widget_id, id }) {
      await mustBeInTeam(actor, widget_id)
      const undone = await undo(deps, actor, await row(widget_id, id))
      changed(widget_id)
      return { report: await view(actor, await row(widget_id, id)), ...undone }
    },
    async figures(actor, widget_id, days) {
      await mustBeInTeam(actor, widget_id)
      return readFigures(deps, widget_id, days)
    },
  }
}
