import { mayActAs, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { useEffect } from 'preact/hooks'
import { hasDraft } from '../../drafts.ts'
import { mayOpen } from '../../frame/may-open.ts'
import { SectionLinks } from '../../frame/section-links.tsx'
import { WaitingCount } from '../../frame/waiting-count.tsx'
import { WidgetSwitcher } from '../../frame/widget-switcher.tsx'
import { common, formatDate } from '../../i18n/index.ts'
import { onDemand } from '../../navigation/on-demand.tsx'
import {
  draftName,
  leastRole,
  paths,
  type SectionGroup,
  WIDGET_SECTIONS,
  type WidgetTab,
} from '../../navigation/routes.ts'
import { useOpenReports } from '../../reports/open-reports.ts'
import { api, onRoleLost, type WidgetView } from '../../requests/api.ts'
import { useResource } from '../../requests/resource.ts'
import { Loading } from '../../ui/loading.tsx'
import { LoadFailed, Notice } from '../../ui/notice.tsx'
import { Page } from '../page.tsx'
import { t as tWidgets } from '../widgets-phrases.ts'
import { type Keys, useKeys } from './keys/keys.ts'
import { t as tWidget } from './phrases.ts'
import { SiteDown } from './site/site-down.tsx'
import { useTabReturn } from './use-tab-return.ts'

const Appeals = onDemand(async () => (await import('../moderation/appeals.tsx')).Appeals)
const Queue = onDemand(async () => (await import('../moderation/queue/queue.tsx')).Queue)
const QueueAlerts = onDemand(async () => (await import('../moderation/queue/queue-alerts.tsx')).QueueAlerts)
const Rules = onDemand(async () => (await import('../rules/rules.tsx')).Rules)
const People = onDemand(async () => (await import('../people/people.tsx')).People)
const Install = onDemand(async () => (await import('./install/install.tsx')).Install)
const KeysTab = onDemand(async () => (await import('./keys/keys-tab.tsx')).KeysTab)
const NotificationsTab = onDemand(async () => (await import('./notifications/notifications-tab.tsx')).NotificationsTab)
const WebhooksTab = onDemand(async () => (await import('./webhooks/webhooks-tab.tsx')).WebhooksTab)
const SiteTab = onDemand(async () => (await import('./site/site-tab.tsx')).SiteTab)
const TokenTest = onDemand(async () => (await import('./site/token-test.tsx')).TokenTest)
const Features = onDemand(async () => (await import('./features.tsx')).Features)
const AppearanceTab = onDemand(async () => (await import('./appearance-tab.tsx')).AppearanceTab)
const OverviewTab = onDemand(async () => (await import('./overview/overview-tab.tsx')).OverviewTab)
const StatisticsTab = onDemand(async () => (await import('./statistics/statistics-tab.tsx')).StatisticsTab)
const Rooms = onDemand(async () => (await import('../rooms/rooms.tsx')).Rooms)
const Broadcasts = onDemand(async () => (await import('../broadcasts/broadcasts.tsx')).Broadcasts)
const Monitor = onDemand(async () => (await import('../monitor/monitor.tsx')).Monitor)
const TeamTab = onDemand(async () => (await import('./team/team-tab.tsx')).TeamTab)
const AuditTab = onDemand(async () => (await import('./audit/audit-tab.tsx')).AuditTab)

interface WidgetPageProps {
  widget_id: number
  tab: WidgetTab
}

/** Sections that are lists take the whole width of the window. */
const WIDE: ReadonlySet<WidgetTab> = new Set([
  'moderation',
  'monitor',
  'people',
  'rooms',
  'broadcasts',
  'statistics',
  'audit',
])

export function WidgetPage({ widget_id, tab }: WidgetPageProps) {
  const loaded = useResource(widget_id, () => api.widget(widget_id))
  const status = useResource(widget_id, () => api.siteStatus(widget_id))
  const keys = useKeys(widget_id)
  useTabReturn(status.reload)
  useEffect(() => {
    // the sections are those of the role that the reader has now
    onRoleLost((lost) => {
      if (lost === widget_id) loaded.reload()
    })
    return () => onRoleLost(() => {})
  }, [widget_id])
  const now = loaded.now.value
  const isModerator = now.state === 'ready' && mayActAs(now.value.widget.role, leastRole.moderation)
  const reports = useOpenReports(isModerator ? widget_id : null)
  const back = { href: paths.widgets, label: common('nav.widgets') }

  if (now.state !== 'ready') {
    return (
      <Page title={tWidget(`tab.${tab}`)} back={back} of={{ title: `${tWidgets('dev_id')} ${widget_id}`, nav: null }}>
        {now.state === 'failed' ? <LoadFailed error={now.error} onRetry={loaded.reload} /> : <Loading lines={5} />}
      </Page>
    )
  }

  const { widget } = now.value
  return (
    <Page
      title={tWidget(`tab.${tab}`)}
      count={reports.value}
      lead={tab === 'overview' && tWidget('widget.created', { date: formatDate(widget.created_at) })}
      back={back}
      aside={
        <span class="chip">
          {tWidgets('dev_id')} {widget_id}
        </span>
      }
      of={{
        name: <WidgetSwitcher widget={widget} />,
        title: widget.name,
        isWide: WIDE.has(tab),
        nav: <Sections widget_id={widget_id} tab={tab} role={widget.role} reports={reports.value} />,
      }}
    >
      {widget.suspended !== null && (
        <Notice kind="bad" title={tWidget('widget.suspended_title')}>
          <p>{tWidget('widget.suspended')}</p>
          {widget.suspended.reason !== '' && (
            <p>
              <bdi>{widget.suspended.reason}</bdi>
            </p>
          )}
        </Notice>
      )}
      <SiteDown status={status.now.value} widget_id={widget_id} />
      {mayOpen(tab, widget.role) ? (
        <Tab
          tab={tab}
          widget={widget}
          keys={keys}
          onChanged={(changed) => loaded.set({ widget: changed })}
          onTested={status.reload}
          onConnected={loaded.reload}
        />
      ) : (
        <Notice kind="info">{common('error.forbidden')}</Notice>
      )}
    </Page>
  )
}

/** Sections that the reader's role can't open are left out. */
function Sections({ widget_id, tab, role, reports }: WidgetPageProps & { role: WidgetRole; reports: number }) {
  const groups = (Object.keys(WIDGET_SECTIONS) as SectionGroup[]).map((group) => ({
    title: tWidget(`group.${group}`),
    links: (Object.keys(WIDGET_SECTIONS[group]) as WidgetTab[])
      .filter((name) => mayOpen(name, role))
      .map((name) => ({
        name,
        href: paths.widget(widget_id, name),
        icon: name,
        label: tWidget(`tab.${name}`),
        mark: (
          <>
            {name === 'moderation' && <WaitingCount count={reports} />}
            {hasDraft(draftName(widget_id, name)) && (
              <span class="tab-unsaved" role="img" aria-label={common('act.unsaved')} title={common('act.unsaved')} />
            )}
          </>
        ),
      })),
  }))
  return (
    <SectionLinks
      label={tWidget('tab.label')}
      chosen={tab}
      groups={groups}
      mark={tab !== 'moderation' && <WaitingCount count={reports} />}
    />
  )
}

interface TabProps {
  tab: WidgetTab
  widget: WidgetView
  keys: Keys
  onChanged: (widget: WidgetView) => void
  /** the site has been called: how it does may have changed */
  onTested: (works: boolean) => void
  /** a plugin has set addresses of the widget */
  onConnected: () => void
}

function Tab({ tab, widget, keys, onChanged, onTested, onConnected }: TabProps) {
  switch (tab) {
    case 'install':
      return <Install {...{ widget, keys, onChanged, onTested, onConnected }} />
    case 'keys':
      return <KeysTab widget_id={widget.widget_id} keys={keys} />
    case 'webhooks':
      return <WebhooksTab widget_id={widget.widget_id} />
    case 'site':
      return <SiteTab widget={widget} onChanged={onChanged} onTested={onTested} />
    case 'features':
      return <Features widget={widget} onChanged={onChanged} />
    case 'notifications':
      return <NotificationsTab widget={widget} onChanged={onChanged} />
    case 'appearance':
      return <AppearanceTab widget={widget} onChanged={onChanged} />
    case 'overview':
      return <OverviewTab widget={widget} />
    case 'statistics':
      return <StatisticsTab widget_id={widget.widget_id} role={widget.role} />
    case 'team':
      return <TeamTab widget_id={widget.widget_id} role={widget.role} />
    case 'audit':
      return <AuditTab widget_id={widget.widget_id} />
    case 'moderation':
      return (
        <>
          <Appeals widget_id={widget.widget_id} />
          <Queue widget_id={widget.widget_id} />
          <QueueAlerts />
        </>
      )
    case 'rules':
      return <Rules widget_id={widget.widget_id} />
    case 'rooms':
      return <Rooms widget_id={widget.widget_id} role={widget.role} />
    case 'monitor':
      return <Monitor widget_id={widget.widget_id} />
    case 'broadcasts':
      return <Broadcasts widget_id={widget.widget_id} role={widget.role} />
    case 'people':
      return <People widget_id={widget.widget_id} role={widget.role} />
    case 'token':
      return <TokenTest widget_id={widget.widget_id} />
  }
}
