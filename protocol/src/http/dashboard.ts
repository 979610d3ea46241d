import { accountSafetyOperations } from './account-safety.ts'
import { administrationOperations } from './administration.ts'
import { auditOperations } from './audit.ts'
import { broadcastsOperations } from './broadcasts.ts'
import { connectOperations } from './connect.ts'
import { monitorOperations } from './monitor.ts'
import { peopleOperations } from './people.ts'
import { reportsOperations } from './reports.ts'
import { roomOperations } from './rooms.ts'
import { rulesOperations } from './rules.ts'
import { sessionOperations } from './session.ts'
import { siteCheckOperations } from './site-checks.ts'
import { siteSignInOperations } from './site-sign-in.ts'
import { statisticsOperations } from './statistics.ts'
import { teamOperations } from './team.ts'
import { widgetKeyOperations } from './widget-keys.ts'
import { widgetOperations } from './widgets.ts'

export * from './account-safety.ts'
export * from './administration.ts'
export * from './audit.ts'
export * from './broadcasts.ts'
export * from './carried.ts'
export * from './connect.ts'
export * from './held-file.ts'
export * from './mail-language.ts'
export * from './monitor.ts'
export * from './operation.ts'
export * from './people.ts'
export * from './reports.ts'
export * from './rooms.ts'
export * from './rules.ts'
export * from './session.ts'
export * from './site-address.ts'
export * from './site-checks.ts'
export * from './site-sign-in.ts'
export * from './statistics.ts'
export * from './team.ts'
export * from './widget-keys.ts'
export * from './widget-settings.ts'
export * from './widgets.ts'

/** Every operation of the dashboard, by its id. The server has one handler for each (`server/src/http/dashboard`). */
export const dashboardOperations = {
  ...accountSafetyOperations,
  ...administrationOperations,
  ...auditOperations,
  ...broadcastsOperations,
  ...connectOperations,
  ...monitorOperations,
  ...peopleOperations,
  ...reportsOperations,
  ...roomOperations,
  ...rulesOperations,
  ...sessionOperations,
  ...siteCheckOperations,
  ...siteSignInOperations,
  ...statisticsOperations,
  ...teamOperations,
  ...widgetKeyOperations,
  ...widgetOperations,
}

export type DashboardOperationId = keyof typeof dashboardOperations

type Recorded<O> = O extends { audit: infer Said } ? Said : O extends { method: 'get' } ? false : true

/** What the audit log may have. */
export type AuditedOperationId = {
  [Id in DashboardOperationId]: Recorded<(typeof dashboardOperations)[Id]> extends true ? Id : never
}[DashboardOperationId]
