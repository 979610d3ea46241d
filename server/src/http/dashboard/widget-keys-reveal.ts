import { widgetKeysReveal } from '@imbachat/protocol/http/widget-keys'
import { endpoint } from './endpoint.ts'

export const revealKeys = endpoint(widgetKeysReveal, async ({ params, owner }, { widgets }) => ({
  result: { keys: await widgets.keys(owner, params.widget_id) },
}))
