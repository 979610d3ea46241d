import { accountSafetyOperations } from './account/account-safety.ts'
import { noticeOperations } from './account/notices.ts'
import { sessionOperations } from './account/session.ts'
import { siteSignInOperations } from './account/site-sign-in.ts'
import { teamOperations } from './account/team.ts'
import { administrationOperations } from './administration.ts'
import { auditOperations } from './audit.ts'
import { broadcastsOperations } from './moderation/broadcasts.ts'
import { monitorOperations } from './moderation/monitor.ts'
import { peopleOperations } from './moderation/people.ts'
import { reportsOperations } from './moderation/reports.ts'
import { roomOperations } from './moderation/rooms.ts'
import { rulesOperations } from './moderation/rules.ts'
import { statisticsOperations } from './statistics.ts'
import { apiKeyOperations } from './widget/api-keys.ts'
import { beforeSendOperations } from './widget/before-send.ts'
import { botOperations } from './widget/bots.ts'
import { callTestOperations } from './widget/call-tests.ts'
import { connectOperations } from './widget/connect.ts'
import { notificationOperations } from './widget/notifications.ts'
import { siteCheckOperations } from './widget/site-checks.ts'
import { testUserOperations } from './widget/test-users.ts'
import { webhookOperations } from './widget/webhooks.ts'
import { widgetKeyOperations } from './widget/widget-keys.ts'
import { widgetOperations } from './widget/widgets.ts'

export * from './account/account-safety.ts'
export * from './account/mail-language.ts'
export * from './account/session.ts'
export * from './account/site-sign-in.ts'
export * from './account/team.ts'
export * from './administration.ts'
export * from './audit.ts'
export * from './moderation/broadcasts.ts'
export * from './moderation/held-file.ts'
export * from './moderation/message-content.ts'
export * from './moderation/monitor.ts'
export * from './moderation/people.ts'
export * from './moderation/reports.ts'
export * from './moderation/rooms.ts'
export * from './moderation/rules.ts'
export * from './operation.ts'
export * from './statistics.ts'
export * from './widget/api-keys.ts'
export * from './widget/before-send.ts'
export * from './widget/bots.ts'
export * from './widget/call-tests.ts'
export * from './widget/connect.ts'
export * from './widget/notifications.ts'
export * from './widget/site-address.ts'
export * from './widget/site-checks.ts'
export * from './widget/test-users.ts'
export * from './widget/webhooks.ts'
export * from './widget/widget-keys.ts'
export * from './widget/widget-settings.ts'
export * from './widget/widgets.ts'

/** Every operation of the dashboard, by its id. The server has one handler for each (`server/src/http/dashboard`). */
export const dashboardOperations = {
  ...accountSafetyOperations,
  ...noticeOperations,
  ...administrationOperations,
  ...apiKeyOperations,
  ...botOperations,
  ...auditOperations,
  ...beforeSendOperations,
  ...broadcastsOperations,
  ...callTestOperations,
  ...connectOperations,
  ...monitorOperations,
  ...notificationOperations,
  ...peopleOperations,
  ...reportsOperations,
  ...roomOperations,
  ...rulesOperations,
  ...sessionOperations,
  ...siteCheckOperations,
  ...siteSignInOperations,
  ...statisticsOperations,
  ...teamOperations,
  ...testUserOperations,
  ...webhookOperations,
  ...widgetKeyOperations,
  ...widgetOperations,
}

export type DashboardOperationId = keyof typeof dashboardOperations

type Recorded<O> = O extends { audit: infer Audit } ? Audit : O extends { method: 'get' } ? false : true

/** The actions in the audit log. */
export type AuditedOperationId = {
  [Id in DashboardOperationId]: Recorded<(typeof dashboardOperations)[Id]> extends true ? Id : never
}[DashboardOperationId]
