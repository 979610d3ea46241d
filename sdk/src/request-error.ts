import type { ErrorBody, ErrorCode } from '@imbachat/protocol'
import { ERRORS } from '@imbachat/protocol/errors'

/** What may end a request besides the server's answer: the socket closed under it, or nothing came in time. */
export type RequestErrorCode = ErrorCode | 'connection_lost' | 'timed_out'

/** Why a request failed. `message` is English for developers; show users something of your own by `code`. */
export class ChatRequestError extends Error {
  override readonly name = 'ChatRequestError'
  readonly code: RequestErrorCode
  /** the field that was wrong, dotted */
  readonly field: string | undefined
  /** milliseconds to wait before trying again */
  readonly retryAfterMs: number | undefined

  constructor(body: Omit<ErrorBody, 'code'> & { code: RequestErrorCode }) {
    super(body.message)
    this.code = body.code
    this.field = body.field
    this.retryAfterMs = body.retry_after_ms
  }

  /** May the same request succeed later, unchanged? A code that this version does not know is a refusal. */
  get retry(): boolean {
    if (this.code === 'connection_lost' || this.code === 'timed_out' || this.code === 'not_authenticated') return true
    return ERRORS[this.code]?.retry === true
  }
}

export const connectionLost = () =>
  new ChatRequestError({ code: 'connection_lost', message: 'the connection to the chat server was lost' })

export const timedOut = () =>
  new ChatRequestError({ code: 'timed_out', message: 'the chat server did not answer in time' })

/** For what the client does on its own: it is done again, or no longer wanted. Other errors are thrown. */
export function ignoreRequestError(error: unknown): void {
  if (!(error instanceof ChatRequestError)) throw error
}
