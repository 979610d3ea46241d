import { formatNumber } from '../../../i18n/index.ts'
import type { StatisticPoint } from '../../../requests/api.ts'
import { TimeChart } from '../../../ui/chart/time-chart.tsx'
import { formatBytes } from '../../../ui/format-bytes.ts'
import type { Counts } from './counts.ts'
import { t } from './phrases.ts'

const METRICS = ['messages', 'active_users', 'new_users', 'dialogs', 'rooms', 'file_bytes'] as const
type Metric = (typeof METRICS)[number]

const formatOf = (metric: Metric) => (metric === 'file_bytes' ? formatBytes : formatNumber)

interface ChartsProps {
  points: readonly StatisticPoint[]
  earlier: readonly StatisticPoint[]
  by: 'hour' | 'day'
  formatAt: (at: number) => string
}

/** A chart of each count; the line is the period before. */
export function Charts({ points, earlier, by, formatAt }: ChartsProps) {
  return (
    <ul class="charts">
      {METRICS.map((metric) => (
        <li key={metric} class="chart-card">
          <TimeChart
            label={labelOf(metric, by)}
            points={points.map((point) => ({ at: point.at, value: point[metric] }))}
            before={earlier.map((point) => point[metric])}
            beforeLabel={t('before')}
            formatAt={formatAt}
            formatValue={formatOf(metric)}
            unitStep={metric === 'file_bytes' ? 1024 : 1000}
            summary={summaryOf(metric, points)}
          />
        </li>
      ))}
    </ul>
  )
}

/** The sum of a metric, except for active users: most of them come again, so a sum would count them twice. */
function summaryOf(metric: Metric, points: readonly StatisticPoint[]): string {
  const sum = points.reduce((total, point) => total + point[metric], 0)
  return metric === 'active_users' ? '' : formatOf(metric)(sum)
}

const labelOf = (metric: Metric, by: 'hour' | 'day'): string => {
  if (metric === 'active_users' && by === 'hour') return t('active_hours')
  return t(metric)
}

const COLUMNS = ['messages', 'active_users', 'new_users', 'dialogs', 'dialogs_begun', 'rooms', 'files'] as const

/** The same in numbers, the newest first. */
export function CountsTable({
  points,
  formatAt,
}: {
  points: readonly StatisticPoint[]
  formatAt: (at: number) => string
}) {
  const columns: readonly (keyof Counts)[] = COLUMNS
  return (
    <div class="table-place">
      <table class="table" aria-label={t('title')}>
        <thead>
          <tr>
            <th scope="col">{t('time')}</th>
            {COLUMNS.map((name) => (
              <th key={name} scope="col" class="table-number">
                {t(name)}
              </th>
            ))}
            <th scope="col" class="table-number">
              {t('file_bytes')}
            </th>
          </tr>
        </thead>
        <tbody>
          {points.toReversed().map((point) => (
            <tr key={point.at}>
              <td data-title={t('time')}>{formatAt(point.at)}</td>
              {columns.map((name) => (
                <td key={name} data-title={t(name as (typeof COLUMNS)[number])} class="table-number">
                  {formatNumber(point[name])}
                </td>
              ))}
              <td data-title={t('file_bytes')} class="table-number">
                {formatBytes(point.file_bytes)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
