import { computed, signal } from '@preact/signals'

export const WIDGET_TABS = ['install', 'keys', 'site', 'settings', 'token'] as const
export type WidgetTab = (typeof WIDGET_TABS)[number]

/** Every screen of the cabinet, as its address names it. */
export type Route =
  | { screen: 'setup' }
  | { screen: 'widgets' }
  | { screen: 'new-widget' }
  | { screen: 'widget'; widgetId: number; tab: WidgetTab }
  | { screen: 'account' }
  | { screen: 'not-found' }

export const paths = {
  widgets: '/cabinet',
  newWidget: '/cabinet/widgets/new',
  account: '/cabinet/account',
  widget: (widgetId: number, tab: WidgetTab = 'install') =>
    `/cabinet/widgets/${widgetId}${tab === 'install' ? '' : `/${tab}`}`,
}

export function readRoute(pathname: string): Route {
  const [root, section, item, tab = 'install', ...rest] = pathname.split('/').filter(Boolean)
  if (root !== 'cabinet' || rest.length > 0) return { screen: 'not-found' }
  if (item === undefined) {
    if (section === undefined || section === 'widgets') return { screen: 'widgets' }
    if (section === 'setup' || section === 'account') return { screen: section }
    return { screen: 'not-found' }
  }
  if (section !== 'widgets') return { screen: 'not-found' }
  if (item === 'new' && tab === 'install') return { screen: 'new-widget' }
  if (/^[1-9]\d{0,14}$/.test(item) && isWidgetTab(tab)) return { screen: 'widget', widgetId: Number(item), tab }
  return { screen: 'not-found' }
}

const isWidgetTab = (text: string): text is WidgetTab => (WIDGET_TABS as readonly string[]).includes(text)

const pathname = signal(location.pathname)
export const route = computed(() => readRoute(pathname.value))

export function navigate(path: string, { replace = false } = {}): void {
  if (replace) history.replaceState(null, '', path)
  else history.pushState(null, '', path)
  pathname.value = location.pathname
  scrollTo(0, 0)
}

/** Makes links to the cabinet change the screen without a page load; anything that asks for a new tab is left alone. */
export function startRouter(): void {
  addEventListener('popstate', () => {
    pathname.value = location.pathname
  })
  document.addEventListener('click', (event) => {
    if (event.defaultPrevented || event.button !== 0) return
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (link === null || link.target || link.hash || link.origin !== location.origin) return
    if (readRoute(link.pathname).screen === 'not-found') return
    event.preventDefault()
    navigate(link.pathname)
  })
}
