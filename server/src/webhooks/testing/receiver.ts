import { Webhook } from 'standardwebhooks'
import type { Clock } from '../../chat/clock.ts'

/** An attempt as a receiver got it. */
export interface Received {
  /** the header */
  webhook_id: string
  id: string
  type: string
  room: number
  text: string
  at: number
  body: string
}

type Answer = Response | undefined | Promise<Response | undefined>

/** A site's server that verifies each delivery with the library of Standard Webhooks. */
export function startReceiver(clock: Clock) {
  const received: Received[] = []
  const taken: Received[] = []
  const refused: unknown[] = []
  let secret = ''
  let answer: (message: Received) => Answer = () => undefined
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const body = await request.text()
      try {
        verify(secret, body, request.headers, clock)
      } catch (error) {
        refused.push(error)
        return new Response('not signed', { status: 401 })
      }
      const { id, type, data } = JSON.parse(body)
      const message = {
        webhook_id: request.headers.get('webhook-id') ?? '',
        id,
        type,
        room: data.room_id ?? 0,
        text: data.title ?? '',
        at: clock.now(),
        body,
      }
      received.push(message)
      const response = (await answer(message)) ?? new Response(null, { status: 204 })
      if (response.ok) taken.push(message)
      return response
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}/hook`,
    /** every attempt, in order */
    received,
    /** those that it answered with 2xx */
    taken,
    /** attempts without a valid signature */
    refused,
    setSecret(value: string) {
      secret = value
    },
    /** What it does with each delivery; undefined: it takes it. */
    onMessage(then: (message: Received) => Answer) {
      answer = then
    },
    stop: () => server.stop(true),
  }
}

export type Receiver = ReturnType<typeof startReceiver>

/** The library asks the system for the time: it gets the test's. */
function verify(secret: string, body: string, headers: Headers, clock: Clock): void {
  const now = clock.now()
  const systemNow = Date.now
  Date.now = () => now
  try {
    new Webhook(secret).verify(body, Object.fromEntries(headers))
  } finally {
    Date.now = systemNow
  }
}
