import { widgetsCreate } from '@imbachat/protocol/http/widgets'
import { endpoint } from './endpoint.ts'
import { widgetView } from './widget-view.ts'

export const createWidget = endpoint(widgetsCreate, async ({ body, owner }, { widgets, config }) => ({
  result: { widget: widgetView(await widgets.create(owner.accountId, body), config) },
}))
