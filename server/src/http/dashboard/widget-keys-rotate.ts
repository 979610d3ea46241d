import { oneKey, widgetKeysRotate } from '@imbachat/protocol/http/widget-keys'
import { endpoint } from './endpoint.ts'

export const rotateKey = endpoint(widgetKeysRotate, async ({ params, body, owner }, { widgets }) => ({
  result: { key: oneKey(await widgets.rotate(owner, params.widget_id, body.kind), body.kind) },
}))
