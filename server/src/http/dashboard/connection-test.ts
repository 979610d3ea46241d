import { connectionTest } from '@imbachat/protocol/http/site-checks'
import { endpoint } from './endpoint.ts'
import { ownWidget } from './own-widget.ts'

export const testConnection = endpoint(connectionTest, async ({ params, body, owner }, deps) => {
  const widget = await ownWidget(deps.widgets, owner, params.widget_id)
  deps.takeSiteCall(owner)
  const usersInfoUrl = body.users_info_url ?? widget.usersInfoUrl
  return { result: { report: await deps.site.testConnection({ ...widget, usersInfoUrl }, body.user_id) } }
})
