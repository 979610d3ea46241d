import { formatAgo, formatNumber } from '../../../i18n/index.ts'
import type { ReportView } from '../../../requests/api.ts'
import { Avatar } from '../../../ui/avatar.tsx'
import { t as tTable } from '../../../ui/search/table-phrases.ts'
import { isOthers } from '../decision.ts'
import { t } from '../phrases.ts'
import { excerptOf, groundText } from '../report-words.ts'
import { t as tWork } from '../workbench/phrases.ts'
import { WorkChips } from '../workbench/work-bar.tsx'

interface Props {
  report: ReportView
  chosen: boolean
  onChoose: () => void
  /** null: a decided one is not decided with others */
  selection: { isSelected: boolean; onSelect: (isSelected: boolean, isRange: boolean) => void } | null
}

export function QueueRow({ report, chosen, onChoose, selection }: Props) {
  const { report_id, user, grounds, reporters, held, created_at, outcome } = report
  return (
    <li class="queue-item">
      {selection && (
        <label class="queue-check">
          <input
            type="checkbox"
            aria-label={tTable('select', { name: `${user.name}: ${excerptOf(report)}` })}
            checked={selection.isSelected}
            onClick={(event) => selection.onSelect(event.currentTarget.checked, event.shiftKey)}
          />
        </label>
      )}
      <button
        type="button"
        class="queue-row"
        data-report={report_id}
        aria-current={chosen ? 'true' : undefined}
        onClick={onChoose}
      >
        <Avatar name={user.name} url={user.avatar_url} />
        <span class="queue-row-words">
          <span class="queue-row-head">
            <bdi class="queue-row-name">{user.name}</bdi>
            <span class="hint">{formatAgo(created_at, Date.now())}</span>
          </span>
          <span class="queue-row-text" dir="auto">
            {excerptOf(report)}
          </span>
          <span class="queue-row-marks">
            {grounds.map((ground) => (
              <span key={groundText(ground)} class="chip">
                {groundText(ground)}
                {ground.count > 1 && ` · ${ground.count}`}
              </span>
            ))}
            {held && !outcome && <span class="chip chip-warning">{t('held')}</span>}
            {reporters > 1 && <span class="chip">{t('reporters', { count: reporters })}</span>}
            {outcome && <span class="chip">{t(`outcome_${outcome}`)}</span>}
            {isOthers(report) && (
              <span class="chip chip-warning">{t('looking', { name: report.claim?.by ?? '' })}</span>
            )}
            {!outcome && <WorkChips report={report} />}
            {report.notes > 0 && (
              <span class="chip">{tWork('notes_count', { count: formatNumber(report.notes) })}</span>
            )}
          </span>
        </span>
      </button>
    </li>
  )
}
