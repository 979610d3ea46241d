import { createHmac, randomBytes } from 'node:crypto'
import type { LoggedEvent } from '../chat/ports.ts'

/** Secrets of Standard Webhooks: this, then base64 of 24 to 64 bytes. */
const PREFIX = 'whsec_'
const SECRET_BYTES = 32

export const freshSecret = (): string => PREFIX + randomBytes(SECRET_BYTES).toString('base64')

/** The purpose for which a secret is encrypted. It is part of the encryption, so its form never changes. */
export const secretPurpose = (widget_id: number, endpoint_id: string): string =>
  `webhook ${endpoint_id} of widget ${widget_id}`

interface Signed {
  id: string
  /** milliseconds since 1970, of this attempt */
  at: number
  body: string
  /** more than one while a secret is replaced: the receiver accepts either */
  secrets: readonly string[]
}

/** The headers of one attempt, by https://www.standardwebhooks.com. */
export function signatureHeaders({ id, at, body, secrets }: Signed): Record<string, string> {
  const timestamp = String(Math.floor(at / 1000))
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), 'base64')
    return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
  })
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}

/**
 * The same id in each try of an event, by which receivers recognise a repeat. The time makes it different if a log
 * ended and began again.
 */
export const webhookId = (widget_id: number, { id, at }: Pick<LoggedEvent, 'id' | 'at'>): string =>
  `evt_${widget_id}_${id}_${at.toString(36)}`
