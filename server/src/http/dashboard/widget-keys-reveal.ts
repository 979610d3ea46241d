import { oneKey, widgetKeysReveal } from '@imbachat/protocol/http/widget-keys'
import { endpoint } from './endpoint.ts'

export const revealKeys = endpoint(widgetKeysReveal, async ({ params, body, owner }, { widgets }) => ({
  result: { key: oneKey(await widgets.keys(owner, params.widget_id), body.key) },
}))
