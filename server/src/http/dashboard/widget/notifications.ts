import type { notificationOperations } from '@imbachat/protocol/http/widget/notifications'
import { noSuchWidget } from '../../../dashboard/widgets/scope.ts'
import { messageOf } from '../../../error-message.ts'
import type { Acts } from '../endpoint.ts'

/** The implementation of each operation. */
export const notificationActs: Acts<typeof notificationOperations> = {
  'notifications.test_mail': async ({ params, body, actor }, { widgets, unreadMails, takeMail }) => {
    takeMail(actor)
    const { id } = await widgets.get(actor, params.widget_id)
    const widget = await widgets.find(id)
    if (widget === null) throw noSuchWidget(id)
    const { language, content, time_zone, sample } = body
    const problem = await unreadMails.test(widget, actor.email, { language, content, time_zone, sample }).then(
      () => null,
      (error: unknown) => messageOf(error).slice(0, 500),
    )
    return { result: { email: actor.email, problem } }
  },

  'notifications.figures': async ({ params }, { sentNotifications }) => ({
    result: await sentNotifications.figures(params.widget_id),
  }),

  'notifications.list': async ({ params, query }, { sentNotifications }) => ({
    result: await sentNotifications.list(params.widget_id, query),
  }),

  'notifications.of_user': async ({ params, query }, { whyNotified }) => ({
    result: await whyNotified.ofUser(params.widget_id, query.user_id),
  }),

  'notifications.try_address': async ({ params, body }, { whyNotified }) => {
    await whyNotified.tryAddress(params.widget_id, body.user_id)
    return { result: {}, audit: { target: body.user_id } }
  },
}
