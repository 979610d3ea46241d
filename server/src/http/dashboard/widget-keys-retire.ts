import { oneKey, widgetKeysRetire } from '@imbachat/protocol/http/widget-keys'
import { endpoint } from './endpoint.ts'

export const retireKey = endpoint(widgetKeysRetire, async ({ params, body, owner }, { widgets }) => ({
  result: { key: oneKey(await widgets.retire(owner, params.widget_id, body.kind), body.kind) },
}))
