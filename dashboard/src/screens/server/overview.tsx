import { formatAgo, formatNumber } from '../../i18n/index.ts'
import { paths, type ServerSection } from '../../navigation/routes.ts'
import { api, type ServerNode, type ServerOverview } from '../../requests/api.ts'
import { useResource } from '../../requests/resource.ts'
import { Card } from '../../ui/card.tsx'
import { Facts } from '../../ui/facts.tsx'
import { formatBytes } from '../../ui/format-bytes.ts'
import { useVisibleInterval } from '../../ui/hooks/use-visible-interval.ts'
import { Loading } from '../../ui/loading.tsx'
import { LoadFailed, Notice } from '../../ui/notice.tsx'
import { formatMs } from './format.ts'
import { MailCard } from './mail-card.tsx'
import { t } from './phrases.ts'

const EVERY_MS = 10_000
/** Delays that people notice, milliseconds. */
const SLOW_LOOP = 100
const SLOW_DATABASE = 250
const BACKUP_OLD_MS = 7 * 24 * 3_600_000

/** The state of the server. It refreshes by itself. */
export function Overview() {
  const loaded = useResource('server', () => api.call('server.overview'))
  useVisibleInterval(EVERY_MS, loaded.look)
  const now = loaded.now.value
  if (now.state === 'loading') return <Loading lines={6} />
  if (now.state === 'failed') return <LoadFailed error={now.error} onRetry={loaded.reload} />
  const overview = now.value
  return (
    <>
      <Warnings overview={overview} />
      <dl class="tiles">
        <Tile name={t('accounts')} value={overview.accounts} to="accounts" />
        <Tile name={t('widgets')} value={overview.widgets} to="widgets" />
        <Tile name={t('jobs_failed')} value={overview.jobs.failed} to="jobs" />
        <Tile name={t('jobs_waiting')} value={overview.jobs.waiting} to="jobs" query="?state=waiting" />
      </dl>
      <Card title={t('nodes')} lead={t('nodes_lead', { version: overview.version, database: t(overview.database) })}>
        <ul class="rows">
          {overview.nodes.map((node) => (
            <NodeRow key={node.node_id} node={node} version={overview.version} />
          ))}
        </ul>
      </Card>
      <MailCard />
    </>
  )
}

interface TileProps {
  name: string
  value: number
  to: ServerSection
  query?: string
}

function Tile({ name, value, to, query = '' }: TileProps) {
  return (
    <div class="tile">
      <dt class="tile-name">{name}</dt>
      <dd class="tile-value">
        <a href={paths.server(to) + query}>{formatNumber(value)}</a>
      </dd>
    </div>
  )
}

function Warnings({ overview }: { overview: ServerOverview }) {
  const { newer_schema, nodes, jobs, last_backup } = overview
  const isAway = nodes.some(({ this: own, bus }) => own && bus === 'away')
  const age = last_backup === null ? null : Date.now() - last_backup.started_at
  return (
    <>
      {newer_schema.length > 0 && (
        <Notice kind="warning" title={t('newer_title')}>
          {t('newer', { names: newer_schema.join(', ') })}
        </Notice>
      )}
      {isAway && (
        <Notice kind="bad" title={t('away_title')}>
          {t('away')}
        </Notice>
      )}
      {jobs.failed > 0 && (
        <Notice kind="warning" action={<a href={paths.server('jobs')}>{t('look')}</a>}>
          {t('failed_notice')}
        </Notice>
      )}
      {(age === null || age > BACKUP_OLD_MS) && (
        <Notice kind="info" action={<a href={paths.server('backups')}>{t('backups')}</a>}>
          {last_backup === null
            ? t('never_backed_up')
            : t('backed_up', { ago: formatAgo(last_backup.started_at, Date.now()) })}
        </Notice>
      )}
    </>
  )
}

function NodeRow({ node, version }: { node: ServerNode; version: string }) {
  const now = Date.now()
  return (
    <li class="row">
      <div class="row-words">
        <span class="row-title">
          <bdi>{node.name}</bdi> {node.this && <span class="row-note">({t('this_node')})</span>}
        </span>
        <Facts
          facts={[
            [t('version'), node.version],
            [t('up_since'), formatAgo(node.started_at, now)],
            [t('connections'), formatNumber(node.connections)],
            [t('loop'), formatMs(node.loop_late_ms)],
            [t('answer'), node.database_ms === null ? t('no_answer') : formatMs(node.database_ms)],
            [t('memory'), formatBytes(node.memory_bytes)],
            [t('bus'), t(`bus_${node.bus}`)],
          ]}
        />
      </div>
      <div class="row-acts">
        {node.version !== version && <span class="chip chip-warning">{t('other_version')}</span>}
        <State node={node} />
      </div>
    </li>
  )
}

function State({ node }: { node: ServerNode }) {
  if (!node.alive) {
    return <span class="chip chip-bad">{t('silent', { ago: formatAgo(node.seen_at, Date.now()) })}</span>
  }
  if (node.bus === 'away' || node.database_ms === null) return <span class="chip chip-bad">{t('in_trouble')}</span>
  const isSlow = node.loop_late_ms > SLOW_LOOP || node.database_ms > SLOW_DATABASE
  return isSlow ? <span class="chip chip-warning">{t('slow')}</span> : <span class="chip">{t('well')}</span>
}
