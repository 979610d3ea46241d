import { expect, test } from 'bun:test'
import { ERRORS } from './codes.ts'
import { RETRY_CODES } from './retry-codes.ts'
import { CLOSE_CODES, isFinal } from './session-errors.ts'

test('clients know the close code of every error that ends a session', () => {
  const closing = Object.entries(ERRORS).flatMap(([code, error]) => ('close' in error ? [[code, error.close]] : []))
  expect(CLOSE_CODES).toEqual(Object.fromEntries(closing))
})

test('a client gives up only after an error that another try can not change', () => {
  for (const [code, error] of Object.entries(ERRORS)) {
    if (isFinal(code, RETRY_CODES)) expect([code, error.retry]).toEqual([code, false])
    if ('close' in error) expect([code, isFinal(code, RETRY_CODES)]).toEqual([code, !error.retry])
  }
  expect(isFinal('a code of a newer server', RETRY_CODES)).toBe(false)
})
