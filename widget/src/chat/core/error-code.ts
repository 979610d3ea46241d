import type { RequestErrorCode } from '@imbachat/sdk'

/** The server's code in whatever was thrown; what has none is `internal`. */
export function errorCodeOf(error: unknown): RequestErrorCode {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  return typeof code === 'string' ? (code as RequestErrorCode) : 'internal'
}
