import { mayActAs, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { language } from '../../../i18n/index.ts'
import { query, setQuery } from '../../../navigation/router.ts'
import { api } from '../../../requests/api.ts'
import { download } from '../../../requests/download.ts'
import { useResource } from '../../../requests/resource.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { BarChart } from '../../../ui/chart/chart.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { csvOf, filled } from './filled.ts'
import { ModerationFiguresCard } from './moderation-figures.tsx'
import { t } from './phrases.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

const PERIODS = {
  '24h': { by: 'hour', days: 1 },
  '7d': { by: 'hour', days: 7 },
  '30d': { by: 'day', days: 30 },
  '90d': { by: 'day', days: 90 },
  '1y': { by: 'day', days: 365 },
} as const
type Period = keyof typeof PERIODS
const NAMES = Object.keys(PERIODS) as Period[]
const METRICS = ['messages', 'active_users', 'dialogs'] as const

export function StatisticsTab({ widget_id, role }: { widget_id: number; role: WidgetRole }) {
  const period = NAMES.find((name) => name === query.value.get('period')) ?? '30d'
  const { by, days } = PERIODS[period]
  const step = by === 'hour' ? HOUR_MS : DAY_MS
  // the current hour or day is the last one
  const to = (Math.floor(Date.now() / step) + 1) * step
  const from = to - days * DAY_MS
  const loaded = useResource(`${widget_id} ${period}`, () =>
    api.call('statistics.get', { widget_id, query: { by, from: String(from), to: String(to) } }),
  )
  const now = loaded.now.value
  const points = now.state === 'ready' ? filled(now.value.points, { from, to, step }) : []
  const isEmpty = now.state === 'ready' && now.value.points.length === 0

  return (
    <>
      <Card
        title={t('title')}
        lead={t('lead')}
        aside={
          <Button
            disabled={isEmpty || points.length === 0}
            onClick={() => download(`imbachat-${widget_id}-${period}.csv`, 'text/csv', csvOf(points))}
          >
            {t('export')}
          </Button>
        }
      >
        <fieldset class="segments">
          <legend class="visually-hidden">{t('period')}</legend>
          {NAMES.map((name) => (
            <label key={name} class="segment">
              <input
                type="radio"
                name="period"
                value={name}
                checked={name === period}
                onChange={() => setQuery({ period: name })}
              />
              <span>{t(name)}</span>
            </label>
          ))}
        </fieldset>
        {now.state === 'loading' && <Loading lines={6} />}
        {now.state === 'failed' && <LoadFailed error={now.error} onRetry={loaded.reload} />}
        {isEmpty && <p class="hint">{t('empty')}</p>}
        {now.state === 'ready' &&
          !isEmpty &&
          METRICS.map((metric) => (
            <BarChart
              key={metric}
              label={t(metric === 'active_users' && by === 'hour' ? 'active_hours' : metric)}
              points={points.map((point) => ({ at: point.at, value: point[metric] }))}
              formatAt={(at) => timeText(at, by)}
            />
          ))}
      </Card>
      {mayActAs(role, 'admin') && <ModerationFiguresCard widget_id={widget_id} days={days} />}
    </>
  )
}

/** Hours in the reader's time zone; days in UTC, as they were counted. */
function timeText(at: number, by: 'hour' | 'day'): string {
  const day = { day: 'numeric', month: 'short' } as const
  const form = by === 'day' ? { ...day, timeZone: 'UTC' } : ({ ...day, hour: '2-digit', minute: '2-digit' } as const)
  return new Intl.DateTimeFormat(language.value, form).format(at)
}
