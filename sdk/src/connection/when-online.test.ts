import { expect, test } from 'bun:test'
import { refusalOf } from '../testing/refusal-of.ts'
import { testClock } from '../testing/test-clock.ts'
import type { ConnectionState } from '../types.ts'
import { untilOnline } from './when-online.ts'

const standing = (state: ConnectionState) => ({ get: () => state, subscribe: () => () => {} })

test('a request that fails for lack of a connection has a message that says why', async () => {
  const error = { code: 'token_invalid', message: 'exp must be a number.' } as const
  for (const state of [{ kind: 'expired' }, { kind: 'closed' }, { kind: 'refused', error }] as ConnectionState[]) {
    const refusal = await refusalOf(untilOnline(standing(state), testClock()))
    expect(refusal.message).toMatch(/\w+ \w+/)
  }
})
