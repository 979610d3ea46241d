import {
  oneKey,
  widgetKeysExtend,
  widgetKeysRetire,
  widgetKeysReveal,
  widgetKeysRotate,
  widgetKeysStates,
} from '@imbachat/protocol/http/widget-keys'
import { endpoint } from './endpoint.ts'

export const revealKeys = endpoint(widgetKeysReveal, async ({ params, body, owner }, { widgets }) => ({
  result: { key: oneKey(await widgets.keys(owner, params.widget_id), body.key) },
  audit: { target: body.key },
}))

export const listKeyStates = endpoint(widgetKeysStates, async ({ params, owner }, { widgets }) => ({
  result: await widgets.keyStates(owner, params.widget_id),
}))

export const rotateKey = endpoint(widgetKeysRotate, async ({ params, body, owner }, { widgets }) => ({
  result: { key: oneKey(await widgets.rotate(owner, params.widget_id, body.kind, body.hours), body.kind) },
  audit: { target: body.kind, details: { hours: body.hours } },
}))

export const extendKey = endpoint(widgetKeysExtend, async ({ params, body, owner }, { widgets }) => ({
  result: await widgets.extend(owner, params.widget_id, body.kind, body.hours),
  audit: { target: body.kind, details: { hours: body.hours } },
}))

export const retireKey = endpoint(widgetKeysRetire, async ({ params, body, owner }, { widgets }) => ({
  result: { key: oneKey(await widgets.retire(owner, params.widget_id, body.kind), body.kind) },
  audit: { target: body.kind },
}))
