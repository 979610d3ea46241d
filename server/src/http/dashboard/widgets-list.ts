import { widgetsList } from '@imbachat/protocol/http/widgets'
import { endpoint } from './endpoint.ts'
import { widgetView } from './widget-view.ts'

export const listWidgets = endpoint(widgetsList, async ({ query, owner }, { widgets, config }) => {
  const page = await widgets.list(owner, { cursor: query.cursor ?? null, limit: query.limit })
  return { result: { widgets: page.widgets.map((widget) => widgetView(widget, config)), next: page.next } }
})
