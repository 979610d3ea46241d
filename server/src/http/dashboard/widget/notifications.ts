import type { notificationOperations } from '@imbachat/protocol/http/widget/notifications'
import type { Acts } from '../endpoint.ts'

/** What the server does for each operation. */
export const notificationActs: Acts<typeof notificationOperations> = {
  'notifications.figures': async ({ params }, { sentNotifications }) => ({
    result: await sentNotifications.figures(params.widget_id),
  }),

  'notifications.list': async ({ params, query }, { sentNotifications }) => ({
    result: await sentNotifications.list(params.widget_id, query),
  }),
}
