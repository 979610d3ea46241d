import { oneKey, widgetKeysRetire, widgetKeysReveal, widgetKeysRotate } from '@imbachat/protocol/http/widget-keys'
import { endpoint } from './endpoint.ts'

export const revealKeys = endpoint(widgetKeysReveal, async ({ params, body, owner }, { widgets }) => ({
  result: { key: oneKey(await widgets.keys(owner, params.widget_id), body.key) },
  audit: { target: body.key },
}))

export const rotateKey = endpoint(widgetKeysRotate, async ({ params, body, owner }, { widgets }) => ({
  result: { key: oneKey(await widgets.rotate(owner, params.widget_id, body.kind), body.kind) },
  audit: { target: body.kind },
}))

export const retireKey = endpoint(widgetKeysRetire, async ({ params, body, owner }, { widgets }) => ({
  result: { key: oneKey(await widgets.retire(owner, params.widget_id, body.kind), body.kind) },
  audit: { target: body.kind },
}))
