import { expect, test } from 'bun:test'
import { ChatError } from '@imbachat/protocol'
import { fromStoredError, toStoredError } from './stored-error.ts'

const sent = (error: unknown) => fromStoredError(structuredClone(toStoredError(error)))

test('an error of another thread says where it was thrown there', () => {
  const error = Object.assign(new Error('disk I/O error'), { code: 'SQLITE_IOERR' })
  expect(sent(error)).toMatchObject({ message: 'disk I/O error', code: 'SQLITE_IOERR', stack: error.stack })
  expect(sent('torn')).toMatchObject({ message: 'torn', code: undefined })
})

test('a refusal of another thread stays one', () => {
  const refused = new ChatError('server_busy', 'Too many writes wait.', { retryAfterMs: 1_000 })
  expect(sent(refused)).toEqual(refused)
})
