import { widgetsChange } from '@imbachat/protocol/http/widgets'
import { endpoint } from './endpoint.ts'
import { widgetView } from './widget-view.ts'

export const changeWidget = endpoint(widgetsChange, async ({ params, body, owner }, { widgets, config }) => ({
  result: { widget: widgetView(await widgets.change(owner, params.widget_id, body), config) },
}))
