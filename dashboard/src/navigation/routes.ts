import type { AuditSubject } from '@imbachat/protocol/http/audit'
import type { WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'

/**
 * The sections of a widget in the order of its navigation: everyday work first, the setup last. Each has the least role
 * that it is of use to.
 */
export const WIDGET_SECTIONS = {
  work: {
    moderation: 'moderator',
    monitor: 'moderator',
    people: 'moderator',
    rooms: 'moderator',
    broadcasts: 'moderator',
  },
  see: { overview: 'viewer', statistics: 'viewer', audit: 'admin' },
  set_up: {
    install: 'admin',
    site: 'admin',
    token: 'admin',
    keys: 'admin',
    webhooks: 'admin',
    appearance: 'admin',
    features: 'admin',
    notifications: 'admin',
    rules: 'moderator',
    team: 'viewer',
  },
} as const satisfies Record<string, Record<string, WidgetRole>>

export type SectionGroup = keyof typeof WIDGET_SECTIONS
type KeysOf<Group> = Group extends unknown ? keyof Group : never
export type WidgetTab = KeysOf<(typeof WIDGET_SECTIONS)[SectionGroup]>
export const leastRole: Readonly<Record<WidgetTab, WidgetRole>> = Object.assign({}, ...Object.values(WIDGET_SECTIONS))
export const WIDGET_TABS = Object.values(WIDGET_SECTIONS).flatMap((group) => Object.keys(group) as WidgetTab[])

/** Sections about keys and addresses: a person that the site's admin signed in has no use for them. */
export const ACCOUNT_TABS: ReadonlySet<WidgetTab> = new Set(['install', 'site', 'keys', 'webhooks'])

/** The sections of the server's administration, as its navigation shows them. */
export const SERVER_SECTIONS = ['overview', 'accounts', 'widgets', 'jobs', 'storage', 'backups', 'audit'] as const
export type ServerSection = (typeof SERVER_SECTIONS)[number]

/** Every screen of the dashboard, as its address names it. */
export type Route =
  | { screen: 'setup' }
  | { screen: 'widgets' }
  | { screen: 'new-widget' }
  | { screen: 'widget'; widget_id: number; tab: WidgetTab }
  | { screen: 'account' }
  | { screen: 'join' }
  | { screen: 'reset' }
  | { screen: 'forgot' }
  | { screen: 'enter' }
  | { screen: 'server'; section: ServerSection }
  | { screen: 'not-found' }

export const paths = {
  widgets: '/dashboard',
  newWidget: '/dashboard/widgets/new',
  account: '/dashboard/account',
  forgot: '/dashboard/forgot',
  widget: (widget_id: number, tab: WidgetTab = 'overview') =>
    `/dashboard/widgets/${widget_id}${tab === 'overview' ? '' : `/${tab}`}`,
  /** what one user was sent, and why not */
  notificationsOf: (widget_id: number, user_id: string) =>
    `/dashboard/widgets/${widget_id}/notifications?${new URLSearchParams({ user: user_id })}`,
  /** what the log has about one person or room */
  auditOf: (widget_id: number, about: AuditSubject, id: string) =>
    `/dashboard/widgets/${widget_id}/audit?${new URLSearchParams({ about, target: id })}`,
  server: (section: ServerSection = 'overview') => `/dashboard/server${section === 'overview' ? '' : `/${section}`}`,
}

/** Names the unsaved changes of one tab of a widget. */
export const draftName = (widget_id: number, tab: WidgetTab): string => `${widget_id}/${tab}`

/** Sections as they were called before. */
const FORMER: Readonly<Record<string, WidgetTab>> = { reports: 'moderation', settings: 'features' }

export function readRoute(pathname: string): Route {
  const [root, section, item, named = 'overview', ...rest] = pathname.split('/').filter(Boolean)
  const tab = FORMER[named] ?? named
  if (root !== 'dashboard' || rest.length > 0) return { screen: 'not-found' }
  if (item === undefined) {
    if (section === undefined || section === 'widgets') return { screen: 'widgets' }
    if (isPlainScreen(section)) return { screen: section }
    if (section === 'server') return { screen: 'server', section: 'overview' }
    return { screen: 'not-found' }
  }
  if (section === 'server' && named === 'overview' && isServerSection(item)) return { screen: 'server', section: item }
  if (section !== 'widgets') return { screen: 'not-found' }
  if (item === 'new' && tab === 'overview') return { screen: 'new-widget' }
  if (/^[1-9]\d{0,14}$/.test(item) && isWidgetTab(tab)) return { screen: 'widget', widget_id: Number(item), tab }
  return { screen: 'not-found' }
}

/** Screens whose name is their whole address. */
const PLAIN_SCREENS = ['setup', 'account', 'join', 'reset', 'forgot', 'enter'] as const

const isPlainScreen = (text: string): text is (typeof PLAIN_SCREENS)[number] =>
  (PLAIN_SCREENS as readonly string[]).includes(text)

const isWidgetTab = (text: string): text is WidgetTab => (WIDGET_TABS as readonly string[]).includes(text)

const isServerSection = (text: string): text is ServerSection => (SERVER_SECTIONS as readonly string[]).includes(text)
