import { ERRORS } from '@imbachat/protocol/errors'
import type { RequestErrorCode } from '@imbachat/sdk'

/** The server's code in whatever was thrown; what has none is `internal`. */
export function errorCodeOf(error: unknown): RequestErrorCode {
  if (typeof error === 'object' && error !== null && 'code' in error && isErrorCode(error.code)) return error.code
  return 'internal'
}

function isErrorCode(code: unknown): code is RequestErrorCode {
  return code === 'connection_lost' || code === 'timed_out' || (typeof code === 'string' && Object.hasOwn(ERRORS, code))
}
