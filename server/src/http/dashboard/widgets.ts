import {
  widgetsChange,
  widgetsContents,
  widgetsCreate,
  widgetsDelete,
  widgetsGet,
  widgetsList,
} from '@imbachat/protocol/http/widgets'
import { endpoint } from './endpoint.ts'
import { widgetView } from './widget-view.ts'

export const listWidgets = endpoint(widgetsList, async ({ query, owner }, { widgets, config }) => {
  const page = await widgets.list(owner, { cursor: query.cursor ?? null, limit: query.limit })
  return { result: { widgets: page.widgets.map((widget) => widgetView(widget, config)), next: page.next } }
})

export const createWidget = endpoint(widgetsCreate, async ({ body, owner }, { widgets, config }) => ({
  result: { widget: widgetView(await widgets.create(owner.accountId, body), config) },
}))

export const getWidget = endpoint(widgetsGet, async ({ params, owner }, { widgets, config }) => ({
  result: { widget: widgetView(await widgets.get(owner, params.widget_id), config) },
}))

export const changeWidget = endpoint(widgetsChange, async ({ params, body, owner }, { widgets, config }) => ({
  result: { widget: widgetView(await widgets.change(owner, params.widget_id, body), config) },
}))

export const getContents = endpoint(widgetsContents, async ({ params, owner }, { widgets }) => ({
  result: { contents: await widgets.contents(owner, params.widget_id) },
}))

export const deleteWidget = endpoint(widgetsDelete, async ({ params, body, owner }, { widgets }) => {
  await widgets.delete(owner, params.widget_id, body.name)
  return { result: { widget_id: params.widget_id } }
})
