import { connectCodeCreate, connectionGet } from './connect.ts'
import type { Operation } from './operation.ts'
import { reportsClose, reportsGet, reportsList } from './reports.ts'
import { passwordChange, sessionGet, sessionSignIn, sessionSignOut, setupClaim } from './session.ts'
import { connectionTest, friendsTest, searchTest, siteStatusGet, tokenTest } from './site-checks.ts'
import { widgetKeysRetire, widgetKeysReveal, widgetKeysRotate } from './widget-keys.ts'
import { widgetsChange, widgetsContents, widgetsCreate, widgetsDelete, widgetsGet, widgetsList } from './widgets.ts'

export * from './connect.ts'
export * from './operation.ts'
export * from './reports.ts'
export * from './session.ts'
export * from './site-address.ts'
export * from './site-checks.ts'
export * from './widget-keys.ts'
export * from './widget-settings.ts'
export * from './widgets.ts'

/** Every operation of the dashboard, by its id. The server has one handler for each (`server/src/http/dashboard`). */
export const dashboardOperations = {
  'session.get': sessionGet,
  'session.sign_in': sessionSignIn,
  'session.sign_out': sessionSignOut,
  'setup.claim': setupClaim,
  'password.change': passwordChange,
  'widgets.list': widgetsList,
  'widgets.create': widgetsCreate,
  'widgets.get': widgetsGet,
  'widgets.change': widgetsChange,
  'widgets.contents': widgetsContents,
  'widgets.delete': widgetsDelete,
  'widget_keys.reveal': widgetKeysReveal,
  'widget_keys.rotate': widgetKeysRotate,
  'widget_keys.retire': widgetKeysRetire,
  'site.connection_test': connectionTest,
  'site.search_test': searchTest,
  'site.friends_test': friendsTest,
  'site.token_test': tokenTest,
  'site.status': siteStatusGet,
  'connect.create_code': connectCodeCreate,
  'connect.status': connectionGet,
  'reports.list': reportsList,
  'reports.get': reportsGet,
  'reports.close': reportsClose,
} as const satisfies Record<string, Operation>

export type DashboardOperationId = keyof typeof dashboardOperations
