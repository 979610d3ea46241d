import { mayActAs, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { language } from '../../../i18n/index.ts'
import { query, setQuery } from '../../../navigation/router.ts'
import { api, type StatisticPoint } from '../../../requests/api.ts'
import { download } from '../../../requests/download.ts'
import { useResource } from '../../../requests/resource.ts'
import { Button } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { Segments } from '../../../ui/form/segments.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { DateField } from '../audit/date-field.tsx'
import { AnswersCard } from './answers-card.tsx'
import { Charts, CountsTable } from './charts.tsx'
import { activeADay, csvOf, filled, sumOf } from './counts.ts'
import { HoursCard } from './hours-card.tsx'
import { ModerationFiguresCard } from './moderation-figures.tsx'
import { PERIOD_NAMES, type Period, periodOf } from './period.ts'
import { t } from './phrases.ts'
import { ReturnsCard } from './returns-card.tsx'
import { Summary } from './summary.tsx'

/** Days begin at the reader's midnight. */
const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone

const readPoints = (widget_id: number, by: Period['by'], from: number, to: number) =>
  api.call('statistics.get', { widget_id, query: { by, from: String(from), to: String(to), zone: ZONE } })

export function StatisticsTab({ widget_id, role }: { widget_id: number; role: WidgetRole }) {
  const period = periodOf(query.value, Date.now())
  const { by, times, before, to, before_to } = period
  const [from = to, before_from = before_to] = [times[0], before[0]]
  const loaded = useResource(`${widget_id} ${by} ${from} ${to}`, async () => {
    const [now, earlier] = await Promise.all([
      readPoints(widget_id, by, from, to),
      readPoints(widget_id, by, before_from, before_to),
    ])
    return { ...now, earlier: earlier.points }
  })
  const isTable = query.value.get('view') === 'table'
  const now = loaded.now.value
  const points = now.state === 'ready' ? filled(now.value.points, times) : []
  const earlier = now.state === 'ready' ? filled(now.value.earlier, before) : []
  const isEmpty = now.state === 'ready' && now.value.points.length === 0 && now.value.earlier.length === 0

  return (
    <>
      <Card
        title={t('in_numbers')}
        lead={t('lead', { zone: ZONE })}
        aside={
          <Button
            disabled={points.length === 0 || isEmpty}
            onClick={() => download(`imbachat-${widget_id}-${period.name}.csv`, 'text/csv', csvOf(points))}
          >
            {t('export')}
          </Button>
        }
      >
        <div class="statistics-bar">
          <Segments
            label={t('period')}
            value={period.name}
            options={PERIOD_NAMES.map((name) => ({ value: name, label: t(name) }))}
            onValue={(name) => setQuery({ period: name })}
          />
          {period.name === 'chosen' && (
            <div class="statistics-dates">
              <DateField
                label={t('from')}
                name="from"
                value={query.value.get('from') ?? dayText(from)}
                onValue={(value) => setQuery({ from: value, to: query.value.get('to') ?? dayText(to - 1) })}
              />
              <DateField
                label={t('to')}
                name="to"
                value={query.value.get('to') ?? dayText(to - 1)}
                onValue={(value) => setQuery({ to: value, from: query.value.get('from') ?? dayText(from) })}
              />
            </div>
          )}
          <Segments
            label={t('view')}
            value={isTable ? 'table' : 'charts'}
            options={[
              { value: 'charts', label: t('as_charts') },
              { value: 'table', label: t('as_table') },
            ]}
            onValue={(view) => setQuery({ view: view === 'table' ? view : null })}
          />
        </div>
        {now.state === 'loading' && <Loading lines={6} />}
        {now.state === 'failed' && <LoadFailed error={now.error} onRetry={loaded.reload} />}
        {isEmpty && <p class="hint">{t('empty')}</p>}
        {now.state === 'ready' && !isEmpty && (
          <Summary
            now={sumOf(points)}
            before={sumOf(earlier)}
            active={activeADay(points, earlier, period.days)}
            stored_bytes={now.value.stored_bytes}
          />
        )}
      </Card>
      {now.state === 'ready' && !isEmpty && (
        <>
          <Figures period={period} points={points} earlier={earlier} isTable={isTable} />
          <div class="statistics-pair">
            <AnswersCard counts={sumOf(points)} before={sumOf(earlier)} />
            <HoursCard widget_id={widget_id} zone={ZONE} />
          </div>
          <ReturnsCard returned={now.value.returned} />
        </>
      )}
      {mayActAs(role, 'admin') && <ModerationFiguresCard widget_id={widget_id} days={period.days} />}
    </>
  )
}

interface FiguresProps {
  period: Period
  points: readonly StatisticPoint[]
  earlier: readonly StatisticPoint[]
  isTable: boolean
}

function Figures({ period: { by }, points, earlier, isTable }: FiguresProps) {
  const formatAt = (at: number) => timeText(at, by)
  return isTable ? (
    <CountsTable points={points} formatAt={formatAt} />
  ) : (
    <Charts points={points} earlier={earlier} by={by} formatAt={formatAt} />
  )
}

function timeText(at: number, by: Period['by']): string {
  const day = { day: 'numeric', month: 'short' } as const
  const form = by === 'day' ? day : ({ ...day, hour: '2-digit', minute: '2-digit' } as const)
  return new Intl.DateTimeFormat(language.value, form).format(at)
}

/** The day in the form of a date field, in the reader's time zone. */
function dayText(at: number): string {
  const date = new Date(at)
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}
