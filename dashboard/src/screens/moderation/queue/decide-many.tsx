import { DECIDED_AT_ONCE, UNDO_MS } from '@imbachat/protocol/moderation/moderation'
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { formatNumber } from '../../../i18n/index.ts'
import type { ApiError, ReportView } from '../../../requests/api.ts'
import { toast } from '../../../toasts.ts'
import { Button } from '../../../ui/button.tsx'
import { Confirm } from '../../../ui/confirm.tsx'
import { KeyButton } from '../../../ui/key-button.tsx'
import { BulkBar } from '../../../ui/search/bulk-bar.tsx'
import { t as tTable } from '../../../ui/search/table-phrases.ts'
import { type Act, KEY_OF, obstacle } from '../decision.ts'
import { t } from '../phrases.ts'
import { excerptOf } from '../report-words.ts'

/** Decisions about several entries. The others are about one person, who reads a reason. */
const MANY_ACTS = ['dismiss', 'publish', 'delete'] as const
export type ManyAct = (typeof MANY_ACTS)[number]

export const isManyAct = (act: Act): act is ManyAct => MANY_ACTS.some((one) => one === act)

/** The reports that this action applies to. */
export const fitting = (reports: readonly ReportView[], act: ManyAct): ReportView[] =>
  reports.filter((report) => obstacle(report, act) === null)

export interface Selection {
  /** the reports that can be selected, and those that are; a report that left the list is no longer selected */
  shown: readonly ReportView[]
  chosen: readonly ReportView[]
  isSelected(report: ReportView): boolean
  /** @param isRange selects the range from the last selected report */
  select(report: ReportView, isSelected: boolean, isRange: boolean): void
  toggle(report: ReportView): void
  selectAll(): void
  clear(): void
}

/** @param scope when it changes, the selection is cleared */
export function useSelection(reports: readonly ReportView[] | null, scope: string): Selection {
  const ids = useSignal<ReadonlySet<string>>(new Set())
  /** where Shift and a click select from */
  const last = useRef<string | null>(null)
  const clear = () => {
    ids.value = new Set()
  }
  useEffect(clear, [scope])
  const shown = reports ?? []
  const isSelected = ({ report_id }: ReportView) => ids.value.has(report_id)
  const chosen = shown.filter(isSelected)

  function put(some: readonly ReportView[], isOn: boolean): void {
    const next = new Set(chosen.map(({ report_id }) => report_id))
    for (const { report_id } of some) isOn ? next.add(report_id) : next.delete(report_id)
    if (next.size > DECIDED_AT_ONCE) toast(t('many_most', { count: formatNumber(DECIDED_AT_ONCE) }), 'failed')
    // a checkbox that was ticked beyond it is drawn again without its tick
    ids.value = new Set([...next].slice(0, DECIDED_AT_ONCE))
  }

  function select(report: ReportView, isOn: boolean, isRange: boolean): void {
    const place = (id: string | null) => shown.findIndex(({ report_id }) => report_id === id)
    const [from, to] = [isRange ? place(last.current) : -1, place(report.report_id)]
    put(from < 0 ? [report] : shown.slice(Math.min(from, to), Math.max(from, to) + 1), isOn)
    last.current = report.report_id
  }

  return {
    shown,
    chosen,
    isSelected,
    select,
    toggle: (report) => select(report, !isSelected(report), false),
    selectAll: () => put(shown, true),
    clear,
  }
}

interface ManyBarProps {
  selection: Selection
  pending: boolean
  onAct: (act: ManyAct) => void
}

/** While reports are selected: their number, the actions on all of them, and the way out of the selection. */
export function ManyBar({ selection: { shown, chosen, selectAll, clear }, pending, onAct }: ManyBarProps) {
  return (
    <BulkBar count={chosen.length} onClear={clear}>
      {MANY_ACTS.filter((act) => fitting(chosen, act).length > 0).map((act) => (
        <KeyButton
          key={act}
          keyName={KEY_OF[act]}
          pending={pending}
          dangerous={act === 'delete'}
          onPress={() => onAct(act)}
        >
          {t(act === 'delete' ? 'many_delete' : act)}
        </KeyButton>
      ))}
      {chosen.length > 0 && chosen.length < Math.min(shown.length, DECIDED_AT_ONCE) && (
        <Button kind="quiet" onClick={selectAll}>
          {t('many_all', { count: formatNumber(Math.min(shown.length, DECIDED_AT_ONCE)) })}
        </Button>
      )}
    </BulkBar>
  )
}

interface ManyDialogProps {
  act: ManyAct
  chosen: readonly ReportView[]
  pending: boolean
  error: ApiError | null
  onConfirm: (act: ManyAct) => void
  onClose: () => void
}

/** Shows what the decision does, and to which reports. */
export function ManyDialog({ act, chosen, pending, error, onConfirm, onClose }: ManyDialogProps) {
  const decided = fitting(chosen, act)
  const left = chosen.length - decided.length
  const parts = useRef<HTMLDivElement>(null)
  // Enter answers the question: it was asked by a key, and is taken back by one
  useEffect(
    () => parts.current?.closest('dialog')?.querySelector<HTMLElement>('.dialog-acts > :last-child')?.focus(),
    [],
  )
  return (
    <Confirm
      title={t(`many_${act}_title`, { count: decided.length })}
      act={t(act === 'delete' ? 'many_delete' : act)}
      dangerous={act === 'delete'}
      disabled={decided.length === 0 && t(`many_stay_${act}`, { count: left })}
      pending={pending}
      error={error}
      onConfirm={() => onConfirm(act)}
      onClose={onClose}
    >
      <div class="many" ref={parts}>
        <p>{t(`many_${act}_hint`, { seconds: UNDO_MS / 1000 })}</p>
        {left > 0 && <p>{t(`many_stay_${act}`, { count: left })}</p>}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by the keyboard */}
        <ul class="many-list" aria-label={t('queue')} tabIndex={0}>
          {decided.map((report) => (
            <li key={report.report_id}>
              <bdi class="report-author">{report.user.name}</bdi>{' '}
              <span class="many-text" dir="auto">
                {excerptOf(report)}
              </span>
            </li>
          ))}
        </ul>
      </div>
    </Confirm>
  )
}

interface ManyHintProps {
  count: number
  onClear: () => void
}

/** Replaces the decision buttons while reports are selected: the keys then apply to the selection. */
export function ManyHint({ count, onClear }: ManyHintProps) {
  return (
    <div class="report-many">
      <p class="hint">{t('many_pane', { count })}</p>
      <Button onClick={onClear}>{tTable('clear')}</Button>
    </div>
  )
}
