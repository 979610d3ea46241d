import { z } from 'zod'
import { operations } from '../operation.ts'
import { API } from './api-parts.ts'
import { apiEvent, EVENT_TYPES, type EventType } from './event-catalogue.ts'

/** Longest wait of one call for the next event, seconds. */
const MOST_WAIT = 30

const types = z
  .string()
  .max(1_000, 'must have at most 1000 characters')
  .transform((text) => text.split(','))
  .refine((names): names is EventType[] => names.every((name) => (EVENT_TYPES as string[]).includes(name)), {
    message: 'must be types of events, separated by commas: see docs/events.md',
  })

const eventId = z
  .string()
  .regex(/^\d{1,15}$/, 'must be the id of an event')
  .transform(Number)

export const apiEventOperations = operations(API, {
  'events.list': {
    method: 'get',
    path: '/events',
    summary: 'What happened in the chat after an event, in order; waits for the next event if asked to',
    access: 'key',
    scope: 'events:read',
    bots: true,
    query: z.strictObject({
      after: eventId.default(0).describe('`next` of the answer before; default: from the oldest event that is kept'),
      types: types.optional().describe('only these types, separated by commas; default: all'),
      limit: z.coerce.number().int().min(1).max(1_000).default(100).describe('events in an answer'),
      wait: z.coerce.number().int().min(0).max(MOST_WAIT).default(0).describe('seconds to wait for the next event'),
    }),
    result: z.object({
      events: z.array(apiEvent),
      next: z.string().describe('`after` of the next call'),
      oldest: z.string().nullable().describe('the oldest event that is kept; null: there is none'),
      newest: z.string().describe('the newest event ever; 0: there was none'),
    }),
  },
})
