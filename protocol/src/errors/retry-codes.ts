import type { ErrorCode } from './codes.ts'

/** Errors after which the same request may succeed later: all that most clients need of `ERRORS`. */
const CODES: readonly ErrorCode[] = [
  'auth_timeout',
  'too_many_uploads',
  'storage_unavailable',
  'slow_mode',
  'check_unavailable',
  'idempotency_running',
  'rate_limited',
  'too_many_sockets',
  'flood',
  'server_busy',
  'slow_reader',
  'shutting_down',
  'internal',
]

export const RETRY_CODES: ReadonlySet<string> = new Set(CODES)
