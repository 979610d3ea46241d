import type { webhookOperations } from '@imbachat/protocol/http/widget/webhooks'
import type { Acts } from '../endpoint.ts'

/** The implementation of each operation. */
export const webhookActs: Acts<typeof webhookOperations> = {
  'webhooks.list': async ({ params }, { webhooks }) => ({
    result: { endpoints: await webhooks.list(params.widget_id) },
  }),

  'webhooks.create': async ({ params, body }, { webhooks }) => {
    const result = await webhooks.create(params.widget_id, body)
    return { result, audit: { target: body.url } }
  },

  'webhooks.change': async ({ params, body }, { webhooks }) => {
    const { widget_id, endpoint_id } = params
    const before = await webhooks.get(widget_id, endpoint_id)
    const endpoint = await webhooks.change(widget_id, endpoint_id, body)
    return { result: { endpoint }, audit: { target: endpoint.url, details: { changes: changesOf(before, endpoint) } } }
  },

  'webhooks.delete': async ({ params }, { webhooks }) => {
    const { widget_id, endpoint_id } = params
    const url = await webhooks.delete(widget_id, endpoint_id)
    return { result: { endpoint_id }, audit: { target: url } }
  },

  'webhooks.reveal_secret': async ({ params }, { webhooks }) => {
    const { widget_id, endpoint_id } = params
    const { url } = await webhooks.get(widget_id, endpoint_id)
    return { result: { secrets: await webhooks.secrets(widget_id, endpoint_id) }, audit: { target: url } }
  },

  'webhooks.rotate_secret': async ({ params, body: { hours } }, { webhooks }) => {
    const { widget_id, endpoint_id } = params
    const { url } = await webhooks.get(widget_id, endpoint_id)
    return {
      result: { secrets: await webhooks.rotate(widget_id, endpoint_id, hours) },
      audit: { target: url, details: { hours } },
    }
  },

  'webhooks.test': async ({ params, actor }, { webhooks, takeSiteCall }) => {
    takeSiteCall(actor)
    return { result: { attempt: await webhooks.test(params.widget_id, params.endpoint_id) } }
  },

  'webhooks.deliveries': async ({ params, query }, { webhooks }) => ({
    result: await webhooks.deliveries(params.widget_id, params.endpoint_id, query),
  }),

  'webhooks.delivery': async ({ params }, { webhooks }) => ({
    result: await webhooks.delivery(params.widget_id, params.endpoint_id, params.event_id),
  }),

  'webhooks.retry': async ({ params, actor }, { webhooks, takeSiteCall }) => {
    takeSiteCall(actor)
    const { widget_id, endpoint_id, event_id } = params
    const { url } = await webhooks.get(widget_id, endpoint_id)
    const delivery = await webhooks.retry(widget_id, endpoint_id, event_id)
    return { result: { delivery }, audit: { target: url, details: { event_id } } }
  },

  'webhooks.replay': async ({ params, body }, { webhooks }) => {
    const { widget_id, endpoint_id } = params
    const events = await webhooks.replay(widget_id, endpoint_id, body)
    const endpoint = await webhooks.get(widget_id, endpoint_id)
    return { result: { endpoint, events }, audit: { target: endpoint.url, details: { ...body, events } } }
  },
}

const SHOWN = ['url', 'description', 'types', 'state'] as const
type Shown = Record<(typeof SHOWN)[number], unknown>

const changesOf = (before: Shown, after: Shown) =>
  Object.fromEntries(
    SHOWN.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name])).map((name) => [
      name,
      { from: before[name], to: after[name] },
    ]),
  )
