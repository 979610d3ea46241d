import { ChatError } from '@imbachat/protocol'
import type { beforeSendOperations } from '@imbachat/protocol/http/widget/before-send'
import type { siteCheckOperations } from '@imbachat/protocol/http/widget/site-checks'
import { inspectToken } from '../../../chat/identity/inspect-token.ts'
import type { DashboardPrincipal } from '../../../chat/principal.ts'
import type { Widget } from '../../../chat/widget.ts'
import { noSuchWidget } from '../../../dashboard/widgets/scope.ts'
import type { Widgets } from '../../../dashboard/widgets/widgets.ts'
import type { Acts } from '../endpoint.ts'

/** The implementation of each operation. */
export const siteCheckActs: Acts<typeof siteCheckOperations> = {
  'site.connection_test': async ({ params, body, actor }, deps) => {
    const widget = await ownWidget(deps.widgets, actor, params.widget_id)
    // The call carries the API password.
    if (actor.site !== null && body.users_info_url !== undefined) {
      const message = 'Only an account of the team may try an address that is not saved.'
      throw new ChatError('forbidden', message, { field: 'users_info_url' })
    }
    deps.takeSiteCall(actor)
    const users_info_url = body.users_info_url ?? widget.users_info_url
    return { result: { report: await deps.site.testConnection({ ...widget, users_info_url }, body.user_id) } }
  },

  'site.search_test': async ({ params, body, actor }, { widgets, site, takeSiteCall }) => {
    const widget = await ownWidget(widgets, actor, params.widget_id)
    takeSiteCall(actor)
    const question = { kind: 'search' as const, query: body.query }
    return { result: { report: await site.testPeople(widget, body.search_users_url, question) } }
  },

  'site.friends_test': async ({ params, body, actor }, { widgets, site, takeSiteCall }) => {
    const widget = await ownWidget(widgets, actor, params.widget_id)
    takeSiteCall(actor)
    const question = { kind: 'friends' as const, user_id: body.user_id }
    return { result: { report: await site.testPeople(widget, body.friends_url, question) } }
  },

  'site.page_check': async ({ params, body, actor }, { widgets, site, config, takeSiteCall }) => {
    const widget = await ownWidget(widgets, actor, params.widget_id)
    takeSiteCall(actor)
    const page = { url: body.url, publicUrl: config.publicUrl }
    return { result: { findings: await site.checkPage(widget, page) } }
  },

  'site.token_test': async ({ params, body, actor }, { widgets, clock }) => {
    const widget = await ownWidget(widgets, actor, params.widget_id)
    return { result: { report: inspectToken(widget, body.token, clock.now()) } }
  },

  'site.status': async ({ params, actor }, { widgets, site }) => {
    const widget = await widgets.get(actor, params.widget_id)
    return { result: { status: site.status(widget) } }
  },
}

/** The same for the program that decides about messages. */
export const beforeSendActs: Acts<typeof beforeSendOperations> = {
  'before_send.status': async ({ params, actor }, { widgets, beforeSend }) => {
    const { id } = await widgets.get(actor, params.widget_id)
    return { result: { status: await beforeSend.status(id) } }
  },

  'before_send.test': async ({ params, body, actor }, { widgets, beforeSend, takeSiteCall }) => {
    const widget = await ownWidget(widgets, actor, params.widget_id)
    takeSiteCall(actor)
    return { result: { report: await beforeSend.test(widget, body.before_send_url, body.text) } }
  },
}

/** The owner's widget with its keys in the clear, for checks on the server. @throws ChatError not_found */
async function ownWidget(widgets: Widgets, actor: DashboardPrincipal, widget_id: number): Promise<Widget> {
  const { id } = await widgets.get(actor, widget_id)
  const widget = await widgets.find(id)
  if (widget === null) throw noSuchWidget(widget_id)
  return widget
}
