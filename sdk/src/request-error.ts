import type { ErrorBody, ErrorCode } from '@imbachat/protocol'
import { RETRY_CODES } from '@imbachat/protocol/errors/retry-codes'

/** Besides the server's errors, a request may fail because the connection closed or no answer came in time. */
export type RequestErrorCode = ErrorCode | 'connection_lost' | 'timed_out'

type RequestErrorBody = Omit<ErrorBody, 'code'> & { code: RequestErrorCode }

/**
 * The error of a failed request. `message` is English for developers; show users a text of your own, chosen by `code`.
 */
export class ChatRequestError extends Error {
  override readonly name = 'ChatRequestError'
  readonly code: RequestErrorCode
  /** the wrong field, as a dotted path */
  readonly field: string | undefined
  /** milliseconds to wait before retrying */
  readonly retryAfterMs: number | undefined
  /** the request's id in the server's log, where its administrator finds the reason */
  readonly requestId: string | undefined
  /** all that the server said */
  readonly body: RequestErrorBody

  constructor(body: RequestErrorBody) {
    super(body.message)
    this.body = body
    this.code = body.code
    this.field = body.field
    this.retryAfterMs = body.retry_after_ms
    this.requestId = body.request_id
  }

  /** True if the same request may succeed later. Codes that this version does not know count as final. */
  get retry(): boolean {
    if (this.code === 'connection_lost' || this.code === 'timed_out' || this.code === 'not_authenticated') return true
    return RETRY_CODES.has(this.code)
  }
}

export const connectionLost = () =>
  new ChatRequestError({ code: 'connection_lost', message: 'the connection to the chat server was lost' })

export const timedOut = () =>
  new ChatRequestError({ code: 'timed_out', message: 'the chat server did not answer in time' })

/**
 * For requests that the client makes by itself: they are repeated later or no longer needed. Other errors are thrown.
 */
export function ignoreRequestError(error: unknown): void {
  if (!(error instanceof ChatRequestError)) throw error
}
