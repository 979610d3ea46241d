import { widgetsDelete } from '@imbachat/protocol/http/widgets'
import { endpoint } from './endpoint.ts'

export const deleteWidget = endpoint(widgetsDelete, async ({ params, body, owner }, { widgets }) => {
  await widgets.delete(owner, params.widget_id, body.name)
  return { result: { widget_id: params.widget_id } }
})
