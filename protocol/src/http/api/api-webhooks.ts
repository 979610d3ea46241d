import { z } from 'zod'
import { operations } from '../operation.ts'
import { webhookOperations } from '../widget/webhooks.ts'
import { API, pageOfApi } from './api-parts.ts'

const {
  'webhooks.list': list,
  'webhooks.create': create,
  'webhooks.change': change,
  'webhooks.rotate_secret': rotate,
  'webhooks.deliveries': deliveries,
  'webhooks.delivery': delivery,
  'webhooks.retry': retry,
  'webhooks.replay': replay,
  'webhooks.test': test,
} = webhookOperations

const ofEndpoint = z.object({ endpoint_id: z.string().min(1).max(64) })
const ofDelivery = ofEndpoint.extend({ event_id: z.string().min(1).max(20) })
const withSecret = change.result.extend({
  secret: z.string().describe('signs the deliveries; it is shown here alone, and to the same call made again'),
})
const read = { access: 'key', scope: 'webhooks:read' } as const
const write = { access: 'key', scope: 'webhooks:write' } as const

export const apiWebhookOperations = operations(API, {
  'webhooks.list': {
    ...read,
    method: 'get',
    path: '/webhooks',
    summary: list.summary,
    result: list.result,
  },
  'webhooks.create': {
    ...write,
    method: 'post',
    path: '/webhooks',
    summary: create.summary,
    body: create.body,
    status: 201,
    result: withSecret,
    // the same call again, after the endpoint was deleted
    errors: ['not_found'],
  },
  'webhooks.change': {
    ...write,
    method: 'patch',
    path: '/webhooks/{endpoint_id}',
    summary: change.summary,
    params: ofEndpoint,
    body: change.body,
    result: change.result,
    errors: ['not_found'],
  },
  'webhooks.delete': {
    ...write,
    method: 'delete',
    path: '/webhooks/{endpoint_id}',
    summary: 'Delete an endpoint with its deliveries',
    params: ofEndpoint,
    result: z.object({ endpoint_id: z.string() }),
    errors: ['not_found'],
  },
  'webhooks.rotate_secret': {
    ...write,
    method: 'post',
    path: '/webhooks/{endpoint_id}/secret/rotate',
    summary: rotate.summary,
    params: ofEndpoint,
    body: rotate.body,
    result: withSecret,
    errors: ['not_found'],
  },
  'webhooks.test': {
    ...write,
    method: 'post',
    path: '/webhooks/{endpoint_id}/test',
    summary: test.summary,
    params: ofEndpoint,
    result: test.result,
    errors: ['not_found'],
  },
  'webhooks.deliveries': {
    ...read,
    method: 'get',
    path: '/webhooks/{endpoint_id}/deliveries',
    summary: deliveries.summary,
    params: ofEndpoint,
    query: z.strictObject({ ...deliveries.query.shape, ...pageOfApi }),
    result: deliveries.result,
    errors: ['not_found'],
  },
  'webhooks.delivery': {
    ...read,
    method: 'get',
    path: '/webhooks/{endpoint_id}/deliveries/{event_id}',
    summary: delivery.summary,
    params: ofDelivery,
    result: delivery.result,
    errors: ['not_found'],
  },
  'webhooks.retry': {
    ...write,
    method: 'post',
    path: '/webhooks/{endpoint_id}/deliveries/{event_id}/retry',
    summary: retry.summary,
    params: ofDelivery,
    result: retry.result,
    errors: ['not_found'],
  },
  'webhooks.replay': {
    ...write,
    method: 'post',
    path: '/webhooks/{endpoint_id}/replay',
    summary: replay.summary,
    params: ofEndpoint,
    body: replay.body,
    result: replay.result,
    errors: ['not_found'],
  },
})
