import { UNDO_MS } from '@imbachat/protocol/moderation/moderation'
import { signal } from '@preact/signals'
import { formatNumber } from '../../../i18n/index.ts'
import { refusalText } from '../../../i18n/refusal.ts'
import { countReportsAgain } from '../../../reports/open-reports.ts'
import { ApiError, api, type ReportView } from '../../../requests/api.ts'
import { dropNamed, toast } from '../../../toasts.ts'
import { t } from '../phrases.ts'
import type { ManyAct } from './decide-many.tsx'

/** Milliseconds that the toast of a final decision is shown. */
const SHOWN_MS = 4_000

interface LastDecision {
  widget_id: number
  report: ReportView
  /** one decision about several selected reports */
  isMany: boolean
  /** how long it is shown, by this browser's clock: the server's may differ */
  until: number
}

/** A moderator's last decision. In this page's memory, so that it outlives another section. */
export const lastDecision = signal<LastDecision | null>(null)

/** The toast of the last decision, which the next one replaces. */
const TOAST = 'decision'

/** The report that was opened again last, for the queue that is shown. */
export const lastUndone = signal<Pick<LastDecision, 'widget_id' | 'report' | 'isMany'> | null>(null)

/** @param isAll it was about all that was open about the author */
export function keepDecision(widget_id: number, report: ReportView, isAll: boolean): void {
  const canUndo = report.undo_until !== null
  const until = Date.now() + (canUndo ? UNDO_MS : SHOWN_MS)
  lastDecision.value = { widget_id, report, isMany: false, until }
  const { name } = report.user
  const parts = [report.outcome ? t(`done_${report.outcome}`, { name }) : '', isAll ? t('done_all', { name }) : '']
  toast(
    parts.filter((part) => part !== '').join(' · '),
    'done',
    canUndo ? { label: t('undo'), run: () => void undoDecision(widget_id, report) } : null,
    { until, name: TOAST },
  )
}

/** @param decided the reports that got this decision */
export function keepDecisions(widget_id: number, act: ManyAct, decided: readonly ReportView[]): void {
  const undoable = decided.filter(({ undo_until }) => undo_until !== null)
  const [report] = undoable
  const until = Date.now() + (report ? UNDO_MS : SHOWN_MS)
  lastDecision.value = report ? { widget_id, report, isMany: true, until } : null
  const final = report ? decided.length - undoable.length : 0
  const parts = [
    t(`many_${act}_done`, { count: decided.length }),
    final === 0 ? '' : t('many_final', { count: formatNumber(final) }),
  ]
  toast(
    parts.filter((part) => part !== '').join(' · '),
    'done',
    report ? { label: t('undo'), run: () => void undoDecision(widget_id, report, true) } : null,
    { until, name: TOAST },
  )
}

/** Takes a decision back, with all that was decided together. */
export async function undoDecision(widget_id: number, { report_id }: ReportView, isMany = false): Promise<void> {
  lastDecision.value = null
  dropNamed(TOAST)
  try {
    const { report, restored } = await api.call('reports.undo', { widget_id, report_id, body: {} })
    toast(t(restored ? 'undone' : isMany ? 'undone_but_some' : 'undone_but_deleted'))
    lastUndone.value = { widget_id, report, isMany }
    countReportsAgain()
  } catch (refusal) {
    if (!(refusal instanceof ApiError)) throw refusal
    toast(refusalText(refusal), 'failed')
  }
}
