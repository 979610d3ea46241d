import { UNDO_MS } from '@imbachat/protocol/moderation/moderation'
import { signal } from '@preact/signals'
import { refusalText } from '../../../i18n/refusal.ts'
import { lastDecision } from '../../../reports/last-decision.ts'
import { countReportsAgain } from '../../../reports/open-reports.ts'
import { ApiError, api, type ReportView } from '../../../requests/api.ts'
import { toast } from '../../../toasts.ts'
import { t } from '../phrases.ts'

/** How long a decision that can't be taken back is shown, milliseconds. */
const SHOWN_MS = 4_000

/** The report that was opened again last, for the queue that is shown. */
export const lastUndone = signal<{ widget_id: number; report: ReportView } | null>(null)

/** @param isAll it was about all that was open about the author */
export function keepDecision(widget_id: number, report: ReportView, isAll: boolean): void {
  lastDecision.value = { widget_id, report, isAll, end: Date.now() + (report.undo_until === null ? SHOWN_MS : UNDO_MS) }
}

/** Takes a decision back. */
export async function undoDecision(widget_id: number, { report_id }: ReportView): Promise<void> {
  lastDecision.value = null
  try {
    const { report, restored } = await api.call('reports.undo', { widget_id, report_id, body: {} })
    toast(t(restored ? 'undone' : 'undone_but_deleted'))
    lastUndone.value = { widget_id, report }
    countReportsAgain()
  } catch (refusal) {
    if (!(refusal instanceof ApiError)) throw refusal
    toast(refusalText(refusal), 'failed')
  }
}
