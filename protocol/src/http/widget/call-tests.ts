import { z } from 'zod'
import { DASHBOARD_API, operations } from '../operation.ts'
import { widgetParams } from './widgets.ts'

/** Transports to a relay. Few browsers know `dtls`. */
export const RELAY_TRANSPORTS = ['udp', 'tcp', 'tls', 'dtls'] as const

const relayToTry = z
  .object({
    url: z.string(),
    transport: z.enum(RELAY_TRANSPORTS),
    host: z.string(),
    port: z.int(),
    username: z.string(),
    credential: z.string().describe('valid for ten minutes, as in a call'),
  })
  .meta({ id: 'RelayToTry' })

const mediaOffer = z.object({ test_id: z.string(), sdp: z.string() })

/** The tests of a browser that find out which paths of calls work for it. */
const callPaths = z
  .object({
    stun: z.object({ url: z.string(), port: z.int() }).nullable().describe('null: the server answers none'),
    media: z
      .enum(['ready', 'off', 'failed'])
      .describe('of the process that forwards media; failed: it does not run on this server'),
    media_port: z.int().nullable().describe('UDP; null: nothing listens, or the system chooses the port'),
    offer: mediaOffer
      .nullable()
      .describe('of that process, for a connection that belongs to no call and ends after 30 s'),
    relayed_offer: mediaOffer
      .nullable()
      .describe('the same for a second connection, through a relay; null: the server has no relay'),
    relays: z.array(relayToTry),
  })
  .meta({ id: 'CallPaths' })

export type CallPaths = z.output<typeof callPaths>
export type RelayToTry = z.output<typeof relayToTry>

const path = '/widgets/{widget_id}/call-test'

export const callTestOperations = operations(DASHBOARD_API, {
  'call_tests.start': {
    method: 'post',
    path,
    summary: 'What a browser has to try to learn whether calls connect from its network',
    access: 'admin',
    bySite: false,
    audit: false,
    params: widgetParams,
    result: z.object({ paths: callPaths }),
    errors: ['server_busy'],
  },
  'call_tests.answer': {
    method: 'post',
    path: `${path}/answer`,
    summary: "A browser's answer to the offer of the process that forwards media",
    access: 'admin',
    bySite: false,
    audit: false,
    params: widgetParams,
    body: z.strictObject({
      test_id: z.string().max(100, 'must have at most 100 characters'),
      sdp: z.string().max(20_000, 'must have at most 20000 characters'),
    }),
    result: z.object({}),
    errors: ['conflict'],
  },
})
