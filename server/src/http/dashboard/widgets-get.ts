import { widgetsGet } from '@imbachat/protocol/http/widgets'
import { endpoint } from './endpoint.ts'
import { widgetView } from './widget-view.ts'

export const getWidget = endpoint(widgetsGet, async ({ params, owner }, { widgets, config }) => ({
  result: { widget: widgetView(await widgets.get(owner, params.widget_id), config) },
}))
