import { WaitingCount } from '../frame/waiting-count.tsx'
import { paths } from '../navigation/routes.ts'
import { api, type ListedWidget } from '../requests/api.ts'
import { usePaged } from '../requests/paged.ts'
import { isFromSite } from '../session.ts'
import { LinkButton } from '../ui/button.tsx'
import { Icon } from '../ui/icon.tsx'
import { Loading } from '../ui/loading.tsx'
import { LoadFailed } from '../ui/notice.tsx'
import { More } from '../ui/search/more.tsx'
import { Page } from './page.tsx'
import { t } from './widgets-phrases.ts'

type WidgetsPage = Awaited<ReturnType<typeof api.widgets>>

export function Widgets() {
  const join = (shown: WidgetsPage, page: WidgetsPage) => ({ ...page, widgets: [...shown.widgets, ...page.widgets] })
  const list = usePaged('widgets', api.widgets, join, 'widgets')
  const now = list.now.value
  const empty = now.state === 'ready' && now.value.widgets.length === 0

  return (
    <Page
      title={t('title')}
      lead={t('lead')}
      aside={
        !empty &&
        !isFromSite() && (
          <LinkButton kind="primary" icon="plus" href={paths.newWidget}>
            {t('new')}
          </LinkButton>
        )
      }
    >
      {now.state === 'loading' && <Loading lines={4} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={list.reload} />}
      {empty && <NoWidgets />}
      {now.state === 'ready' && !empty && (
        <ul class="widgets">
          {now.value.widgets.map((widget) => (
            <WidgetRow key={widget.widget_id} widget={widget} />
          ))}
        </ul>
      )}
      <More list={list} />
    </Page>
  )
}

function WidgetRow({ widget }: { widget: ListedWidget }) {
  const [origin, ...others] = widget.origins
  return (
    <li>
      <a class="widget-row" href={paths.widget(widget.widget_id)}>
        <span class="widget-row-name">{widget.name}</span>
        <span class="widget-row-origin">
          {origin ?? t('no_origins')}
          {others.length > 0 && ` +${others.length}`}
        </span>
        <WaitingCount count={widget.waiting ?? 0} />
        <span class="chip">
          {t('dev_id')} {widget.widget_id}
        </span>
        <Icon name="next" />
      </a>
    </li>
  )
}

function NoWidgets() {
  return (
    <section class="empty">
      <h2 class="empty-title">{t('empty_title')}</h2>
      <ol class="empty-steps">
        <li class="empty-step">{t('empty_1')}</li>
        <li class="empty-step">{t('empty_2')}</li>
        <li class="empty-step">{t('empty_3')}</li>
      </ol>
      <LinkButton kind="primary" href={paths.newWidget}>
        {t('empty_act')}
      </LinkButton>
    </section>
  )
}
