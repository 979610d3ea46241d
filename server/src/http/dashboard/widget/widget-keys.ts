import type { apiKeyOperations } from '@imbachat/protocol/http/widget/api-keys'
import type { botOperations } from '@imbachat/protocol/http/widget/bots'
import { oneKey, type widgetKeyOperations } from '@imbachat/protocol/http/widget/widget-keys'
import type { Acts } from '../endpoint.ts'

/** The implementation of each operation. */
export const widgetKeyActs: Acts<typeof widgetKeyOperations> = {
  'widget_keys.reveal': async ({ params, body, actor }, { widgets }) => ({
    result: { key: oneKey(await widgets.keys(actor, params.widget_id), body.key) },
    audit: { target: body.key },
  }),

  'widget_keys.states': async ({ params, actor }, { widgets }) => ({
    result: await widgets.keyStates(actor, params.widget_id),
  }),

  'widget_keys.rotate': async ({ params, body, actor }, { widgets }) => ({
    result: { key: oneKey(await widgets.rotate(actor, params.widget_id, body.kind, body.hours), body.kind) },
    audit: { target: body.kind, details: { hours: body.hours } },
  }),

  'widget_keys.extend': async ({ params, body, actor }, { widgets }) => ({
    result: await widgets.extend(actor, params.widget_id, body.kind, body.hours),
    audit: { target: body.kind, details: { hours: body.hours } },
  }),

  'widget_keys.retire': async ({ params, body, actor }, { widgets }) => ({
    result: { key: oneKey(await widgets.retire(actor, params.widget_id, body.kind), body.kind) },
    audit: { target: body.kind },
  }),
}

/** The implementation of each operation on keys of the server API. */
export const apiKeyActs: Acts<typeof apiKeyOperations> = {
  'api_keys.list': async ({ params }, { apiKeys }) => ({ result: { keys: await apiKeys.list(params.widget_id) } }),

  'api_keys.create': async ({ params, body, actor }, { apiKeys }) => {
    const { key, secret } = await apiKeys.create(actor, params.widget_id, body)
    return { result: { key, secret }, audit: { target: key.name, details: { scopes: body.scopes.join(', ') } } }
  },

  'api_keys.revoke': async ({ params }, { apiKeys }) => {
    const key = await apiKeys.revoke(params.widget_id, params.key_id)
    return { result: { key }, audit: { target: key.name } }
  },
}

/** The implementation of each operation on bots. */
export const botActs: Acts<typeof botOperations> = {
  'widget_bots.list': async ({ params, query }, { bots }) => ({ result: await bots.list(params.widget_id, query) }),

  'widget_bots.put': async ({ params: { widget_id, user_id }, body }, { bots }) => ({
    result: await bots.put({ widget_id, user_id }, body),
    audit: { target: user_id },
  }),

  'widget_bots.create_key': async ({ params: { widget_id, user_id }, body, actor }, { bots }) => ({
    result: await bots.createKey(actor, { widget_id, user_id }, body),
    audit: { target: user_id, details: { replace: body.replace } },
  }),

  'widget_bots.revoke_keys': async ({ params: { widget_id, user_id } }, { bots }) => ({
    result: { user_id, ...(await bots.revokeKeys({ widget_id, user_id })) },
    audit: { target: user_id },
  }),
}
