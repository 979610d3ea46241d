import { expect, test } from 'bun:test'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { createTokenBuckets } from '../../chat/token-buckets.ts'
import type { Widget } from '../../chat/widget.ts'
import { sitePrincipal } from './site-principal.ts'

const SHORT = 'tr0ub4dor&3xy'

function site(apiPasswords: string[]) {
  const clock = manualClock()
  const widget = { id: 2, secretKeys: ['k'.repeat(64)], api_login: 'shop', apiPasswords } as Partial<Widget> as Widget
  const deps = { widgets: { find: async () => widget }, failures: createTokenBuckets(clock) }
  const call = (password: string) => {
    const fields = async () => ({ login: 'shop', password })
    const caller = { widget_id: 2, address: '203.0.113.6', authorization: undefined, fields }
    return sitePrincipal(deps, caller).then(
      () => 'passes',
      ({ code }) => code,
    )
  }
  return { clock, call }
}

test('REST-6 an API password that can be guessed opens nothing while wrong ones must wait', async () => {
  const { clock, call } = site([SHORT])
  expect(await call(SHORT)).toBe('passes')
  for (let guess = 0; guess < 20; guess++) expect(await call(`guess ${guess}`)).toBe('not_authenticated')
  expect([await call(SHORT), await call('guess')]).toEqual(['rate_limited', 'rate_limited'])
  clock.elapse(5_000)
  expect(await call(SHORT)).toBe('passes')
})

test('REST-6 of guesses that come at once, as many are looked at as of guesses one by one', async () => {
  const { call } = site([SHORT])
  const guesses = Array.from({ length: 40 }, (_, guess) => call(guess < 20 ? `guess ${guess}` : SHORT))
  const codes = await Promise.all(guesses)
  expect(codes.filter((code) => code === 'not_authenticated')).toHaveLength(20)
  expect(codes).not.toContain('passes')
})

test('REST-6 a long API password passes while wrong ones of its address must wait', async () => {
  const long = 'x'.repeat(32)
  const { call } = site([long])
  for (let guess = 0; guess < 21; guess++) await call(`guess ${guess}`)
  expect([await call('guess'), await call(long)]).toEqual(['rate_limited', 'passes'])
})
