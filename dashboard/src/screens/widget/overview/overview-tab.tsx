import { mayActAs } from '@imbachat/protocol/http/widget/widget-roles'
import { formatNumber, language } from '../../../i18n/index.ts'
import { paths } from '../../../navigation/routes.ts'
import { api, type OverviewView, type WidgetView } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { LinkButton } from '../../../ui/button.tsx'
import { Card } from '../../../ui/card.tsx'
import { TimeChart } from '../../../ui/chart/time-chart.tsx'
import { useVisibleInterval } from '../../../ui/hooks/use-visible-interval.ts'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { filled } from '../statistics/counts.ts'
import { Checklist, scriptText } from './checklist.tsx'
import { OwnWork } from './own-work.tsx'
import { t } from './phrases.ts'

const DAY_MS = 24 * 3_600_000
const DAYS = 14
/** Milliseconds between two requests: while the reader waits for a step to be ticked off, and afterwards. */
const SETTING_UP_MS = 4_000
const SETTLED_MS = 20_000

/** Today's use of the widget. The numbers refresh by themselves. */
export function OverviewTab({ widget }: { widget: WidgetView }) {
  const { widget_id } = widget
  const loaded = useResource(widget_id, () => api.call('overview.get', { widget_id }))
  const now = loaded.now.value
  const signs = now.state === 'ready' ? now.value.overview.signs : null
  const isSetUp = signs !== null && signs.script_at !== null && signs.user_at !== null && signs.message_at !== null
  useVisibleInterval(isSetUp ? SETTLED_MS : SETTING_UP_MS, loaded.look)
  if (now.state === 'loading') return <Loading lines={6} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={loaded.reload} />
  const { overview } = now.value
  const days = lastDays(overview)
  // other roles can't do the steps of the setup: their own work comes first
  const setsUp = mayActAs(widget.role, 'admin')
  const isModerator = !setsUp && mayActAs(widget.role, 'moderator')

  return (
    <>
      {!isSetUp && setsUp && <Checklist widget={widget} signs={overview.signs} />}
      {isModerator && <OwnWork widget_id={widget_id} />}
      <Tiles widget_id={widget_id} overview={overview} />
      <Card
        title={t('chart')}
        lead={t('chart_lead')}
        aside={<LinkButton href={paths.widget(widget_id, 'statistics')}>{t('chart_more')}</LinkButton>}
      >
        <TimeChart
          label={t('messages')}
          points={days.map(({ at, messages }) => ({ at, value: messages }))}
          formatAt={shortDay}
          summary={formatNumber(days.reduce((sum, { messages }) => sum + messages, 0))}
        />
      </Card>
      {!isSetUp && !setsUp && <Checklist widget={widget} signs={overview.signs} />}
      {isSetUp && (
        <Card title={t('seen_title')}>
          <p class="hint">{scriptText(overview.signs)}</p>
        </Card>
      )}
    </>
  )
}

function lastDays({ days }: OverviewView) {
  const today = Math.floor(Date.now() / DAY_MS) * DAY_MS
  return filled(
    days,
    Array.from({ length: DAYS }, (_, index) => today - (DAYS - 1 - index) * DAY_MS),
  )
}

const shortDay = (at: number): string =>
  new Intl.DateTimeFormat(language.value, { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(at)

function Tiles({ widget_id, overview }: { widget_id: number; overview: OverviewView }) {
  const { online, active, messages_today, reports_open } = overview
  return (
    <dl class="tiles">
      <Tile name={t('online')} value={online} />
      <Tile name={t('today')} value={active.today} />
      <Tile name={t('week')} value={active.week} />
      <Tile name={t('month')} value={active.month} />
      <Tile name={t('messages_today')} value={messages_today} />
      {reports_open !== null && (
        <Tile name={t('reports')} value={reports_open} href={paths.widget(widget_id, 'moderation')} />
      )}
    </dl>
  )
}

function Tile({ name, value, href }: { name: string; value: number; href?: string }) {
  return (
    <div class="tile">
      <dt class="tile-name">{name}</dt>
      <dd class="tile-value">{href === undefined ? formatNumber(value) : <a href={href}>{formatNumber(value)}</a>}</dd>
    </div>
  )
}
