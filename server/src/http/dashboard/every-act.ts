// Written by `bun tools/checks/write-tables.ts`.
import { accountSafetyActs } from './account/account-safety.ts'
import { noticeActs } from './account/notices.ts'
import { sessionActs } from './account/session.ts'
import { siteSignInActs } from './account/site-sign-in.ts'
import { administrationActs } from './administration/administration.ts'
import { broadcastsActs } from './moderation/broadcasts.ts'
import { monitorActs } from './moderation/monitor.ts'
import { peopleActs } from './moderation/people.ts'
import { reportsActs } from './moderation/reports.ts'
import { roomActs } from './moderation/rooms.ts'
import { rulesActs } from './moderation/rules.ts'
import { auditActs } from './widget/audit.ts'
import { callTestActs } from './widget/call-tests.ts'
import { connectActs } from './widget/connect.ts'
import { notificationActs } from './widget/notifications.ts'
import { beforeSendActs, siteCheckActs } from './widget/site-checks.ts'
import { statisticsActs } from './widget/statistics.ts'
import { teamActs } from './widget/team.ts'
import { testUserActs } from './widget/test-users.ts'
import { webhookActs } from './widget/webhooks.ts'
import { apiKeyActs, botActs, widgetKeyActs } from './widget/widget-keys.ts'
import { widgetActs } from './widget/widgets.ts'

export const everyAct = {
  ...accountSafetyActs,
  ...noticeActs,
  ...sessionActs,
  ...siteSignInActs,
  ...administrationActs,
  ...broadcastsActs,
  ...monitorActs,
  ...peopleActs,
  ...reportsActs,
  ...roomActs,
  ...rulesActs,
  ...auditActs,
  ...callTestActs,
  ...connectActs,
  ...notificationActs,
  ...beforeSendActs,
  ...siteCheckActs,
  ...statisticsActs,
  ...teamActs,
  ...testUserActs,
  ...webhookActs,
  ...apiKeyActs,
  ...botActs,
  ...widgetKeyActs,
  ...widgetActs,
}
