import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { AccountSafety } from '@imbachat/protocol/http/dashboard'
import { totpOf } from '../../../dashboard/accounts/testing/totp.ts'
import { cookieOf, type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let secret: string
let recovery: string[]
const password = 'correct horse battery'
const read = async <T>(answer: Response) => (await answer.json()) as T

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
})
afterAll(() => dashboard.stop())

const signIn = (given = password) =>
  dashboard.ask('session.sign_in', { body: { email: 'ann@shop.example', password: given } })
const finish = (cookie: string, code: string, address = '192.0.2.1') =>
  dashboard.ask('session.second_factor', { cookie, address, body: { code } })
const works = async (cookie: string) => (await dashboard.ask('widgets.list', { cookie })).status === 200
const safety = async (cookie: string) => read<AccountSafety>(await dashboard.ask('account.safety', { cookie }))

describe('AUTH-1 two-factor sign-in', () => {
  test('AUTH-7 turning two-factor on takes the password and a code, and ends the other sessions', async () => {
    const other = cookieOf(await signIn())
    expect((await dashboard.ask('two_factor.start', { cookie: ann, body: { password: 'wrong' } })).status).toBe(422)
    const started = await dashboard.ask('two_factor.start', { cookie: ann, body: { password } })
    const made = await read<{ secret: string; uri: string; recovery_codes: string[] }>(started)
    secret = made.secret
    recovery = made.recovery_codes
    expect(made.uri).toStartWith('otpauth://totp/ImbaChat')
    expect(recovery).toHaveLength(10)

    expect((await safety(ann)).two_factor).toBe(false)
    expect(await works(cookieOf(await signIn()))).toBe(true)
    const wrong = await dashboard.ask('two_factor.confirm', { cookie: ann, body: { code: '000000' } })
    expect(await errorOf(wrong)).toMatchObject({ code: 'invalid_field', field: 'code' })

    const confirmed = await dashboard.ask('two_factor.confirm', { cookie: ann, body: { code: totpOf(secret) } })
    expect(confirmed.status).toBe(200)
    ann = cookieOf(confirmed) || ann
    expect((await read<AccountSafety>(confirmed)).two_factor).toBe(true)
    expect(await works(ann)).toBe(true)
    expect(await works(other)).toBe(false)
  })

  test('two-factor sign-in gives no session for the password alone', async () => {
    const half = await signIn()
    expect(await half.clone().json()).toEqual({ account: null, setup_open: false, second_factor: true })
    expect(await works(cookieOf(half))).toBe(false)
    expect((await finish('', totpOf(secret))).status).toBe(401)
  })

  test('two-factor sign-in takes the code of the moment, spaces allowed, once for a password', async () => {
    const half = cookieOf(await signIn())
    expect(await errorOf(await finish(half, '000000'))).toMatchObject({ code: 'invalid_field', field: 'code' })
    const code = totpOf(secret)
    const whole = await finish(half, `${code.slice(0, 3)} ${code.slice(3)}`)
    expect(whole.status).toBe(200)
    expect(await works(cookieOf(whole))).toBe(true)
    expect((await finish(half, totpOf(secret))).status).toBe(401)
  })

  test('two-factor sign-in lets in with each recovery code once', async () => {
    const [code = ''] = recovery
    expect((await finish(cookieOf(await signIn()), code)).status).toBe(200)
    expect((await errorOf(await finish(cookieOf(await signIn()), code))).field).toBe('code')
  })

  test('AUTH-4 two-factor sign-in counts recovery codes, and new ones end those before', async () => {
    const left = async () => (await safety(ann)).recovery_codes_left
    expect(await left()).toBe(9)
    const renew = (given: string) => dashboard.ask('two_factor.renew_codes', { cookie: ann, body: { password: given } })
    expect((await errorOf(await renew('wrong'))).field).toBe('password')
    const renewed = await read<{ recovery_codes: string[] }>(await renew(password))
    const [, old = ''] = recovery
    recovery = renewed.recovery_codes
    expect([recovery.length, await left()]).toEqual([10, 10])
    const [fresh = ''] = recovery
    expect((await finish(cookieOf(await signIn()), old)).status).toBe(422)
    expect((await finish(cookieOf(await signIn()), fresh)).status).toBe(200)
    expect(await left()).toBe(9)
  })

  test('AUTH-6 five wrong codes end a two-factor sign-in, and ten lock the account', async () => {
    const answers: number[] = []
    for (let round = 0; round < 3; round++) {
      const half = cookieOf(await signIn())
      for (let guess = 0; guess < 5; guess++) answers.push((await finish(half, '000000', `198.51.100.${round}`)).status)
      if (round === 0) expect((await finish(half, totpOf(secret), '198.51.100.0')).status).toBe(401)
    }
    expect(answers).toContain(429)
    const half = cookieOf(await signIn())
    expect((await finish(half, totpOf(secret), '198.51.100.9')).status).toBe(429)
  })

  test('AUTH-7 two-factor sign-in is turned off with the password', async () => {
    expect((await dashboard.ask('two_factor.stop', { cookie: ann, body: { password: 'wrong' } })).status).toBe(422)
    const stopped = await dashboard.ask('two_factor.stop', { cookie: ann, body: { password } })
    expect(stopped.status).toBe(200)
    ann = cookieOf(stopped)
    expect(await works(cookieOf(await signIn()))).toBe(true)
  })

  test('two-factor sign-in leaves entries in the audit log, without secrets', async () => {
    const rows = await dashboard.store.readDb.selectFrom('audit').selectAll().execute()
    const actions = rows.map(({ action }) => action)
    for (const action of ['two_factor.confirm', 'session.second_factor', 'two_factor.stop']) {
      expect(actions).toContain(action)
    }
    expect(JSON.stringify(rows)).not.toContain(secret)
  })
})

describe('AUTH-2 sessions', () => {
  test('sessions are listed for their account alone, and it can end them', async () => {
    const bob = await dashboard.signedIn('bob@shop.example')
    const other = cookieOf(await signIn())
    const { sessions } = await safety(other)
    const current = sessions.find(({ current }) => current)
    const elsewhere = sessions.find(({ current }) => !current)
    expect(current).toBeDefined()
    const body = { session_id: elsewhere?.session_id ?? null }
    expect((await dashboard.ask('account.end_sessions', { cookie: bob, body })).status).toBe(404)
    expect((await dashboard.ask('account.end_sessions', { cookie: other, body })).status).toBe(200)
    const all = await dashboard.ask('account.end_sessions', { cookie: other, body: { session_id: null } })
    expect((await read<AccountSafety>(all)).sessions).toMatchObject([{ current: true }])
    expect(await works(ann)).toBe(false)
    expect(await works(other)).toBe(true)
    expect(await works(bob)).toBe(true)
  })
})

test('AUTH-3 a reset sets the password, turns two-factor sign-in off and ends every session', async () => {
  // an address has a number of tries in this time, and the tests above have taken theirs
  dashboard.clock.elapse(15 * 60_000)
  const email = 'cleo@shop.example'
  let cleo = await dashboard.signedIn(email)
  const started = await dashboard.ask('two_factor.start', { cookie: cleo, body: { password } })
  const code = totpOf((await read<{ secret: string }>(started)).secret)
  const confirmed = await dashboard.ask('two_factor.confirm', { cookie: cleo, body: { code } })
  cleo = cookieOf(confirmed) || cleo
  expect(await works(cleo)).toBe(true)
  const change = { password: 'another horse battery', twoFactor: 'off' } as const
  await dashboard.accounts.resetPassword(email, change)
  expect(await works(cleo)).toBe(false)
  const worksWith = async (given: string) =>
    works(cookieOf(await dashboard.ask('session.sign_in', { body: { email, password: given } })))
  expect([await worksWith(password), await worksWith(change.password)]).toEqual([false, true])
})

test('AUTH-8 a code of the app signs in once, also after the password is entered again, and at the same moment', async () => {
  const address = '203.0.113.8'
  const cookie = await dashboard.signedIn('cat@shop.example')
  const started = await dashboard.ask('two_factor.start', { cookie, address, body: { password } })
  const { secret } = await read<{ secret: string }>(started)
  await dashboard.ask('two_factor.confirm', { cookie, address, body: { code: totpOf(secret) } })
  const half = async () => {
    const body = { email: 'cat@shop.example', password }
    return cookieOf(await dashboard.ask('session.sign_in', { address, body }))
  }
  const code = totpOf(secret, Date.now() + 30_000)
  const halves = [await half(), await half()]
  const answers = await Promise.all(halves.map((each) => finish(each, code, address)))
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 422])
  const again = await finish(await half(), code, address)
  expect(await works(cookieOf(again))).toBe(false)
  expect(await errorOf(again)).toMatchObject({ code: 'invalid_field', field: 'code' })
})

test('AUTH-11 a sign-in that waits for its code ends with a new password, however that is set', async () => {
  dashboard.clock.elapse(15 * 60_000)
  const address = '203.0.113.11'
  const email = 'eva@shop.example'
  let cookie = await dashboard.signedIn(email)
  const started = await dashboard.ask('two_factor.start', { cookie, address, body: { password } })
  const { secret } = await read<{ secret: string }>(started)
  const confirmed = await dashboard.ask('two_factor.confirm', { cookie, address, body: { code: totpOf(secret) } })
  cookie = cookieOf(confirmed) || cookie

  let current = password
  const changes: [string, (next: string) => Promise<unknown>][] = [
    [
      'another horse battery 9',
      (next) => {
        const body = { current_password: current, new_password: next, language: 'en' } as const
        return dashboard.ask('password.change', { cookie, address, body })
      },
    ],
    [
      'a third horse battery 9',
      (next) => dashboard.accounts.resetPassword(email, { password: next, twoFactor: 'as it is' }),
    ],
    [
      'the fourth horse battery',
      async (next) => {
        const link = await dashboard.accounts.mailedResetLink(email)
        const body = { token: link?.split('#')[1] ?? '', password: next, language: 'en' } as const
        return dashboard.ask('reset.finish', { address, body })
      },
    ],
  ]
  for (const [next, change] of changes) {
    const half = cookieOf(await dashboard.ask('session.sign_in', { address, body: { email, password: current } }))
    await change(next)
    current = next
    expect((await finish(half, totpOf(secret), address)).status).toBe(401)
    // the new password is the one that opens a sign-in
    const now = await dashboard.ask('session.sign_in', { address, body: { email, password: current } })
    expect(now.status).toBe(200)
  }
})

test('AUTH-9 signing in over a session ends that session, with and without a second factor', async () => {
  dashboard.clock.elapse(15 * 60_000)
  const address = '203.0.113.9'
  const email = 'dora@shop.example'
  const old = await dashboard.signedIn(email)
  const over = (cookie: string) => dashboard.ask('session.sign_in', { cookie, address, body: { email, password } })
  const wrong = { email, password: 'wrong' }
  await dashboard.ask('session.sign_in', { cookie: old, address, body: wrong })
  expect(await works(old)).toBe(true)
  let cookie = cookieOf(await over(old))
  expect([await works(old), await works(cookie)]).toEqual([false, true])

  const started = await dashboard.ask('two_factor.start', { cookie, address, body: { password } })
  const { secret } = await read<{ secret: string }>(started)
  const confirmed = await dashboard.ask('two_factor.confirm', { cookie, address, body: { code: totpOf(secret) } })
  cookie = cookieOf(confirmed) || cookie
  const half = await over(cookie)
  expect(await works(cookie)).toBe(true)
  const whole = await finish(`${cookie}; ${cookieOf(half)}`, totpOf(secret, Date.now() + 30_000), address)
  expect([await works(cookie), await works(cookieOf(whole))]).toEqual([false, true])
})
