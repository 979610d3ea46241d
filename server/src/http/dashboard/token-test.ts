import { tokenTest } from '@imbachat/protocol/http/site-checks'
import { inspectToken } from '../../chat/identity/inspect-token.ts'
import { endpoint } from './endpoint.ts'
import { ownWidget } from './own-widget.ts'

export const testToken = endpoint(tokenTest, async ({ params, body, owner }, { widgets, clock }) => {
  const widget = await ownWidget(widgets, owner, params.widget_id)
  return { result: { report: inspectToken(widget, body.token, clock.now()) } }
})
