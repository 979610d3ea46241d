import { ChatError, ERRORS } from '@imbachat/protocol'
import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { Log } from '../chat/log.ts'
import { Refusal } from '../chat/refusals.ts'
import { bodyOf } from './middleware/name-requests.ts'

/**
 * The one shape of every refusal. An internal error is logged, and the caller gets `internal` without its text.
 */
export function errorReply(c: Context, thrown: unknown, log: Log): Response {
  const error = asChatError(c, thrown, log)
  const headers: Record<string, string> = { 'cache-control': 'no-store' }
  if (error.retryAfterMs !== undefined) headers['retry-after'] = String(Math.ceil(error.retryAfterMs / 1000))
  return c.json({ error: bodyOf(c, error) }, ERRORS[error.code].status, headers)
}

/** The error that the caller gets. An internal error is logged. */
export function asChatError(c: Context, thrown: unknown, log: Log): ChatError {
  const error = presentable(thrown)
  if (error.code === 'internal') {
    log.error('a request failed', {
      method: c.req.method,
      route: c.req.path,
      request_id: c.get('requestId'),
      error: thrown,
    })
  }
  return error
}

function presentable(thrown: unknown): ChatError {
  if (thrown instanceof ChatError) return thrown
  if (thrown instanceof HTTPException && thrown.status < 500) {
    return new ChatError('invalid_frame', 'the request could not be read')
  }
  return new Refusal('internal')
}
