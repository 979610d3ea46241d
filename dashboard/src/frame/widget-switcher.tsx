import { route } from '../navigation/router.ts'
import { paths, type WidgetTab } from '../navigation/routes.ts'
import { api, type ListedWidget, type WidgetView } from '../requests/api.ts'
import { usePaged } from '../requests/paged.ts'
import { Icon } from '../ui/icon.tsx'
import { Loading } from '../ui/loading.tsx'
import { LoadFailed } from '../ui/notice.tsx'
import { Popup } from '../ui/popup.tsx'
import { More } from '../ui/search/more.tsx'
import { mayOpen } from './may-open.ts'
import { t } from './phrases.ts'
import { WaitingCount } from './waiting-count.tsx'

/** The name of the widget, which opens the list of the account's other ones, with what waits in each. */
export function WidgetSwitcher({ widget }: { widget: WidgetView }) {
  return (
    <Popup
      label={`${t('switch_widget')}: ${widget.name}`}
      look="widget-button"
      face={
        <>
          <bdi class="widget-button-name">{widget.name}</bdi>
          <Icon name="down" />
        </>
      }
    >
      <WidgetChoices current={widget} />
    </Popup>
  )
}

type WidgetsPage = Awaited<ReturnType<typeof api.widgets>>

function WidgetChoices({ current }: { current: WidgetView }) {
  const join = (shown: WidgetsPage, page: WidgetsPage) => ({ ...page, widgets: [...shown.widgets, ...page.widgets] })
  const list = usePaged('widgets', api.widgets, join)
  const now = list.now.value
  const tab = route.value.screen === 'widget' ? route.value.tab : 'overview'
  return (
    <>
      {now.state === 'loading' && <Loading lines={3} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={list.reload} />}
      {now.state === 'ready' && (
        <div class="popup-links">
          {now.value.widgets.map((widget) => (
            <a
              key={widget.widget_id}
              class="popup-link"
              href={paths.widget(widget.widget_id, sameOrFirst(tab, widget))}
              aria-current={widget.widget_id === current.widget_id ? 'true' : undefined}
            >
              <span class="widget-choice">
                <bdi class="widget-choice-name">{widget.name}</bdi>
                <span class="hint">{widget.origins[0] ?? `${t('number')} ${widget.widget_id}`}</span>
              </span>
              <WaitingCount count={widget.waiting ?? 0} />
              {widget.widget_id === current.widget_id && <Icon name="check" />}
            </a>
          ))}
        </div>
      )}
      <More list={list} />
      {mayOpen('features', current.role) && (
        <a class="popup-link popup-last" href={paths.widget(current.widget_id, 'features')}>
          {t('widget_settings')}
        </a>
      )}
      <a class="popup-link popup-last" href={paths.widgets}>
        {t('all_widgets')}
      </a>
    </>
  )
}

/** The section that is open, in the other widget, if the reader has a use for it there. */
const sameOrFirst = (tab: WidgetTab, { role }: ListedWidget): WidgetTab => (mayOpen(tab, role) ? tab : 'overview')
