import type { apiModerationOperations } from '@imbachat/protocol/http/api/api-moderation'
import type { apiSettingsOperations } from '@imbachat/protocol/http/api/api-settings'
import type { apiWebhookOperations } from '@imbachat/protocol/http/api/api-webhooks'
import type { WidgetView } from '@imbachat/protocol/http/widget/widgets'
import { clientIdOf } from '../../../chat/messages/send-for-user.ts'
import type { ApiActs, ApiDeps } from '../endpoint.ts'
import { asTeam } from './as-team.ts'

type Operations = typeof apiModerationOperations & typeof apiSettingsOperations & typeof apiWebhookOperations

/** Acts of the team that are also in the dashboard. */
export const teamActs: ApiActs<Operations> = {
  'reports.list': ({ query, ...call }, deps) => asTeam('reports.list', call, { query }, deps),
  'reports.get': ({ params, ...call }, deps) => asTeam('reports.get', call, { params }, deps),
  'reports.decide': ({ params, body, ...call }, deps) => asTeam('reports.decide', call, { params, body }, deps),

  'broadcasts.list': ({ query, ...call }, deps) => asTeam('broadcasts.list', call, { query }, deps),
  'broadcasts.preview': ({ body, ...call }, deps) => asTeam('broadcasts.preview', call, { body }, deps),
  'broadcasts.send': ({ body, idempotencyKey, ...call }, deps) => {
    // if the server died during the call, a repeat of the call finds what the first one began
    const id = idempotencyKey === undefined ? undefined : clientIdOf(`broadcast ${idempotencyKey}`)
    return asTeam('broadcasts.send', call, { body: { ...body, id } }, deps)
  },
  'broadcasts.stop': ({ params, body, ...call }, deps) => asTeam('broadcasts.stop', call, { params, body }, deps),

  'settings.get': async (call, deps) => onlySettings(await asTeam('widgets.get', call, {}, deps)),
  'settings.change': async ({ body: settings, ...call }, deps) =>
    onlySettings(await asTeam('widgets.change', call, { body: { settings } }, deps)),

  'webhooks.list': (call, deps) => asTeam('webhooks.list', call, {}, deps),
  'webhooks.create': async ({ body, ...call }, deps) => {
    const { endpoint } = await asTeam('webhooks.create', call, { body }, deps)
    return { endpoint, secret: await signingSecret(deps, call.widget_id, endpoint) }
  },
  'webhooks.change': ({ params, body, ...call }, deps) => asTeam('webhooks.change', call, { params, body }, deps),
  'webhooks.delete': ({ params, ...call }, deps) => asTeam('webhooks.delete', call, { params }, deps),
  'webhooks.rotate_secret': async ({ params, body, ...call }, deps) => {
    await asTeam('webhooks.rotate_secret', call, { params, body }, deps)
    const endpoint = await deps.webhooks.get(call.widget_id, params.endpoint_id)
    return { endpoint, secret: await signingSecret(deps, call.widget_id, endpoint) }
  },
  'webhooks.test': ({ params, ...call }, deps) => asTeam('webhooks.test', call, { params }, deps),
  'webhooks.deliveries': ({ params, query, ...call }, deps) =>
    asTeam('webhooks.deliveries', call, { params, query }, deps),
  'webhooks.delivery': ({ params, ...call }, deps) => asTeam('webhooks.delivery', call, { params }, deps),
  'webhooks.retry': ({ params, ...call }, deps) => asTeam('webhooks.retry', call, { params }, deps),
  'webhooks.replay': ({ params, body, ...call }, deps) => asTeam('webhooks.replay', call, { params, body }, deps),
}

/** The schema of the answer leaves out what only people of the team see. */
const onlySettings = ({ widget: { settings } }: { widget: WidgetView }) => ({ settings })

/** The current one. */
export async function signingSecret(
  { webhooks }: Pick<ApiDeps, 'webhooks'>,
  widget_id: number,
  { endpoint_id }: { endpoint_id: string },
): Promise<string> {
  const [current] = await webhooks.secrets(widget_id, endpoint_id)
  return current?.value ?? ''
}
