import { type Egress, EgressError } from '../../egress/egress.ts'
import { encryptFor } from './encrypt.ts'
import type { ServerKeys } from './server-keys.ts'
import type { GivenSubscription } from './subscriptions.ts'

/** The result of sending a push message. */
export type Pushed =
  | { kind: 'sent' }
  /** the push service does not know the browser any more, or its address may not be called */
  | { kind: 'gone' }
  /** `inMs` null: the push service gives no time */
  | { kind: 'later'; inMs: number | null; problem: string }
  | { kind: 'refused'; problem: string }

export interface PushMessage {
  text: string
  /** a later message with the same topic replaces one that was not delivered; 32 characters of base64url */
  topic: string
  urgency: 'normal' | 'high'
  /** seconds for which the push service keeps it for a browser that is off */
  ttlSeconds: number
}

/** The most that a push service may make us wait, milliseconds. */
const LONGEST_WAIT = 24 * 3_600_000

export type PushCall = (to: GivenSubscription, message: PushMessage) => Promise<Pushed>

/** @param egress users choose these addresses */
export function createPushCall(egress: Egress, keys: ServerKeys, now: () => number): PushCall {
  return async ({ endpoint, keys: theirs }, { text, topic, urgency, ttlSeconds }) => {
    try {
      const { status, headers } = await egress.request({
        method: 'POST',
        url: endpoint,
        body: encryptFor(theirs, Buffer.from(text)),
        headers: {
          authorization: keys.authorization(new URL(endpoint)),
          'content-type': 'application/octet-stream',
          'content-encoding': 'aes128gcm',
          ttl: String(ttlSeconds),
          urgency,
          topic,
        },
        // only the head of the answer is read
        enough: () => true,
      })
      return outcomeOf(status, headers['retry-after'], now())
    } catch (error) {
      if (!(error instanceof EgressError)) throw error
      return outcomeOfError(error)
    }
  }
}

function outcomeOf(status: number, retryAfter: string | undefined, now: number): Pushed {
  if (status >= 200 && status < 300) return { kind: 'sent' }
  if (status === 404 || status === 410) return { kind: 'gone' }
  const problem = `the push service answered ${status}`
  const isBusy = status === 429 || status === 408 || status === 425 || status >= 500
  return isBusy ? { kind: 'later', inMs: waitOf(retryAfter, now), problem } : { kind: 'refused', problem }
}

/** Seconds or a date. */
function waitOf(retryAfter: string | undefined, now: number): number | null {
  if (retryAfter === undefined) return null
  const ms = /^\d{1,9}$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - now
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_WAIT) : null
}

function outcomeOfError({ code, message, retryAfterMs }: EgressError): Pushed {
  switch (code) {
    case 'address_not_allowed':
    case 'invalid_url':
      return { kind: 'gone' }
    case 'redirect_refused':
      return { kind: 'refused', problem: message }
    default:
      return { kind: 'later', inMs: retryAfterMs ?? null, problem: message }
  }
}
