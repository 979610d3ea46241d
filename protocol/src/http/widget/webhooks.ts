import { z } from 'zod'
import { userId } from '../../ids.ts'
import { mailLanguage } from '../account/mail-language.ts'
import { EVENT_TYPES } from '../api/event-catalogue.ts'
import { DASHBOARD_API, operations } from '../operation.ts'
import { pageQuery, widgetParams } from './widgets.ts'

/** An old secret stays valid beside a new one for this long, hours. */
export const WEBHOOK_SECRET_HOURS = { min: 0, max: 720, usual: 24 } as const

const url = z
  .string()
  .trim()
  .max(2048, 'must have at most 2048 characters')
  .superRefine((typed, context) => {
    const problem = urlProblem(typed)
    if (problem !== null) context.addIssue({ code: 'custom', message: problem })
  })
  .describe('of the receiver; it answers each POST with 2xx')

function urlProblem(typed: string): string | null {
  if (!/^https?:\/\//i.test(typed) || /\s/.test(typed) || !URL.canParse(typed)) {
    return 'must be an address such as https://shop.example/webhooks'
  }
  const { username, password } = new URL(typed)
  if (username || password) return 'must not contain a user name or password; deliveries are signed'
  return typed.includes('#') ? 'must not contain a #fragment' : null
}

const description = z.string().trim().max(200, 'must have at most 200 characters')
const types = z
  .array(z.enum(EVENT_TYPES))
  .min(1, 'must have at least one type')
  .transform((list) => [...new Set(list)])
  .nullable()
  .describe('types of events; null: all, also those of later versions')

export const WEBHOOK_STATES = ['on', 'failing', 'off'] as const
export const WEBHOOK_OFF_REASONS = ['owner', 'gone', 'unreachable', 'secret'] as const
export type WebhookOffReason = (typeof WEBHOOK_OFF_REASONS)[number]

export const webhookEndpoint = z
  .object({
    endpoint_id: z.string(),
    url: z.string(),
    description: z.string(),
    bot_id: z.string().nullable().describe('the bot that receives only what is for it; null: all of the widget'),
    types,
    state: z.enum(WEBHOOK_STATES).describe('failing: no event was taken by the last tries; they wait in order'),
    off_reason: z
      .enum(WEBHOOK_OFF_REASONS)
      .nullable()
      .describe(
        'gone: it answered 410; unreachable: it took nothing for WEBHOOK_GIVE_UP_HOURS; secret: the server could not ' +
          'open its secret, and made a new one',
      ),
    failing_since: z.int().nullable().describe('the first failure since the last success'),
    problem: z.string().nullable().describe('of the last failure: a status, or a code such as timeout'),
    next_at: z.int().nullable().describe('when a failing endpoint is tried again'),
    waiting: z.int().describe('events of any type that came after the last one that is settled'),
    dead: z.int().describe('events that were given up'),
    created_at: z.int().describe('milliseconds since 1970'),
  })
  .meta({ id: 'WebhookEndpoint' })
export type WebhookEndpoint = z.output<typeof webhookEndpoint>

export const webhookSecret = z
  .object({
    value: z.string().describe('as Standard Webhooks has it: whsec_, then base64'),
    ends_at: z.int().nullable().describe('of one that is being replaced; null: the current one'),
  })
  .meta({ id: 'WebhookSecret' })
export type WebhookSecret = z.output<typeof webhookSecret>

export const webhookDelivery = z
  .object({
    event_id: z.string(),
    type: z.string(),
    state: z.enum(['pending', 'delivered', 'dead']).describe('pending: it failed and is tried again'),
    tries: z.int(),
    at: z.int().describe('of the last try, milliseconds since 1970'),
    next_at: z.int().nullable(),
    status: z.int().nullable().describe('HTTP status of the last answer; null: none came'),
    problem: z.string().nullable().describe('null: it was taken; else status, or why no answer counts'),
    ms: z.int().describe('milliseconds that the last try took'),
  })
  .meta({ id: 'WebhookDelivery' })
export type WebhookDelivery = z.output<typeof webhookDelivery>

/** One try, whole. */
export const webhookAttempt = webhookDelivery
  .pick({ at: true, status: true, problem: true, ms: true })
  .extend({
    request: z
      .object({ url: z.string(), headers: z.record(z.string(), z.string()), body: z.string() })
      .nullable()
      .describe('without the signature; null: the event is not kept any more'),
    answer: z.string().describe('the beginning of the body'),
  })
  .meta({ id: 'WebhookAttempt' })
export type WebhookAttempt = z.output<typeof webhookAttempt>

const endpointParams = widgetParams.extend({ endpoint_id: z.string().min(1).max(64) })
const deliveryParams = endpointParams.extend({ event_id: z.string().min(1).max(20) })
const secrets = z.object({ secrets: z.array(webhookSecret).describe('the current one first') })
const oneEndpoint = z.object({ endpoint: webhookEndpoint })

export const webhookOperations = operations(DASHBOARD_API, {
  'webhooks.list': {
    method: 'get',
    path: '/widgets/{widget_id}/webhooks',
    summary: 'Where events of the widget are delivered to',
    access: 'admin',
    bySite: false,
    params: widgetParams,
    result: z.object({ endpoints: z.array(webhookEndpoint) }),
  },
  'webhooks.create': {
    method: 'post',
    path: '/widgets/{widget_id}/webhooks',
    summary: 'Deliver events of the widget to an address, from now on',
    access: 'admin',
    bySite: false,
    params: widgetParams,
    body: z.strictObject({
      url,
      description: description.default(''),
      bot_id: userId
        .nullable()
        .default(null)
        .describe('only what this bot receives of its rooms; null: all of the widget'),
      types: types.default(null),
      language: mailLanguage,
    }),
    status: 201,
    result: oneEndpoint.extend(secrets.shape),
    errors: ['user_unknown'],
  },
  'webhooks.change': {
    method: 'patch',
    path: '/widgets/{widget_id}/webhooks/{endpoint_id}',
    summary: 'Change an endpoint, or turn it on or off',
    access: 'admin',
    bySite: false,
    params: endpointParams,
    body: z.strictObject({
      url: url.optional(),
      description: description.optional(),
      types: types.optional(),
      on: z.boolean().optional(),
      skip: z
        .boolean()
        .optional()
        .describe('of one that is turned on: leave out what happened while it was off, as far as that is still kept'),
    }),
    result: oneEndpoint,
  },
  'webhooks.delete': {
    method: 'delete',
    path: '/widgets/{widget_id}/webhooks/{endpoint_id}',
    summary: 'Delete an endpoint with its deliveries',
    access: 'admin',
    bySite: false,
    params: endpointParams,
    result: z.object({ endpoint_id: z.string() }),
  },
  'webhooks.reveal_secret': {
    method: 'post',
    path: '/widgets/{widget_id}/webhooks/{endpoint_id}/secret',
    summary: 'Show the secret that signs deliveries; a POST, so that no page, cache or prefetch gets it by a link',
    access: 'admin',
    bySite: false,
    params: endpointParams,
    result: secrets,
  },
  'webhooks.rotate_secret': {
    method: 'post',
    path: '/widgets/{widget_id}/webhooks/{endpoint_id}/secret/rotate',
    summary: 'Make a new secret; until the one before ends, deliveries carry the signatures of both',
    access: 'admin',
    bySite: false,
    params: endpointParams,
    body: z.strictObject({
      hours: z
        .int()
        .min(WEBHOOK_SECRET_HOURS.min, `must be at least ${WEBHOOK_SECRET_HOURS.min}`)
        .max(WEBHOOK_SECRET_HOURS.max, `must be at most ${WEBHOOK_SECRET_HOURS.max}`)
        .default(WEBHOOK_SECRET_HOURS.usual)
        .describe('until the secret before ends'),
    }),
    result: secrets,
  },
  'webhooks.test': {
    method: 'post',
    path: '/widgets/{widget_id}/webhooks/{endpoint_id}/test',
    summary: 'Send an event of the type webhook.test, and tell what came back',
    access: 'admin',
    bySite: false,
    audit: false,
    params: endpointParams,
    result: z.object({ attempt: webhookAttempt }),
  },
  'webhooks.deliveries': {
    method: 'get',
    path: '/widgets/{widget_id}/webhooks/{endpoint_id}/deliveries',
    summary: 'The last deliveries, the newest event first, and all that failed',
    access: 'admin',
    bySite: false,
    params: endpointParams,
    query: pageQuery.extend({ state: z.enum(['pending', 'delivered', 'dead']).optional() }),
    result: z.object({
      deliveries: z.array(webhookDelivery),
      next: z.string().nullable().describe('`cursor` of the next page; null: this is the last one'),
    }),
  },
  'webhooks.delivery': {
    method: 'get',
    path: '/widgets/{widget_id}/webhooks/{endpoint_id}/deliveries/{event_id}',
    summary: 'The request and the answer of the last try of an event',
    access: 'admin',
    bySite: false,
    params: deliveryParams,
    result: z.object({ delivery: webhookDelivery, attempt: webhookAttempt }),
  },
  'webhooks.retry': {
    method: 'post',
    path: '/widgets/{widget_id}/webhooks/{endpoint_id}/deliveries/{event_id}/retry',
    summary: 'Try an event now: one that was given up or taken is sent once, one that waits begins again',
    access: 'admin',
    bySite: false,
    params: deliveryParams,
    result: z.object({ delivery: webhookDelivery }),
  },
  'webhooks.replay': {
    method: 'post',
    path: '/widgets/{widget_id}/webhooks/{endpoint_id}/replay',
    summary: 'Deliver the events of a span of time again, in order; newer ones wait for them',
    access: 'admin',
    bySite: false,
    params: endpointParams,
    body: z.strictObject({
      from: z.int().min(0).describe('milliseconds since 1970'),
      to: z.int().min(0).optional().describe('milliseconds since 1970; missing: up to now'),
    }),
    result: oneEndpoint.extend({ events: z.int().describe('of any type, in the span') }),
  },
})
