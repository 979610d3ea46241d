import type { ErrorBody } from '@imbachat/protocol'
import { ChatError } from '@imbachat/protocol/errors/codes'
import { StoreError } from '../../store-error.ts'

/** An error as it travels between the threads, with its stack. `code` is SQLite's: `SQLITE_CONSTRAINT_UNIQUE`. */
export type StoredError =
  | { kind: 'chat'; body: ErrorBody }
  | { kind: 'other'; message: string; code: string | undefined; stack: string | undefined }

export function toStoredError(error: unknown): StoredError {
  if (error instanceof ChatError) return { kind: 'chat', body: error.toBody() }
  if (!(error instanceof Error)) return { kind: 'other', message: String(error), code: undefined, stack: undefined }
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined
  return { kind: 'other', message: error.message, code, stack: error.stack }
}

export function fromStoredError(stored: StoredError): Error {
  if (stored.kind === 'other') {
    const { message, code, stack } = stored
    const error = new StoreError(message, code)
    if (stack !== undefined) error.stack = stack
    return error
  }
  const { code, message, field, retry_after_ms } = stored.body
  return new ChatError(code, message, {
    ...(field === undefined ? {} : { field }),
    ...(retry_after_ms === undefined ? {} : { retryAfterMs: retry_after_ms }),
  })
}
