import { expect, test } from 'bun:test'
import { ERRORS } from './codes.ts'
import { RETRY_CODES } from './retry-codes.ts'

test('clients know all errors that may be retried', () => {
  const codes = Object.entries(ERRORS).flatMap(([code, { retry }]) => (retry ? [code] : []))
  expect([...RETRY_CODES].sort()).toEqual(codes.sort())
})
