import type { RequestErrorCode } from '@imbachat/sdk'
import { en } from '../i18n/en.ts'

/** The server's code in whatever was thrown; what has none is `internal`. */
export function errorCodeOf(error: unknown): RequestErrorCode {
  if (typeof error === 'object' && error !== null && 'code' in error && isErrorCode(error.code)) return error.code
  return 'internal'
}

function isErrorCode(code: unknown): code is RequestErrorCode {
  return typeof code === 'string' && Object.hasOwn(en.errors, code)
}
