import type { RequestErrorCode } from '@imbachat/sdk'

/** Why an action failed. `reason`: the site's own text */
export type ActionError = RequestErrorCode | 'not_stored' | { reason: string }

/** The server's code of a thrown value; `internal` if it has no code. */
export function errorCodeOf(error: unknown): RequestErrorCode {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null
  return typeof code === 'string' ? (code as RequestErrorCode) : 'internal'
}
