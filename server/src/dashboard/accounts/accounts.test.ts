import { beforeEach, describe, expect, test } from 'bun:test'
import { ChatError } from '@imbachat/protocol'
import { refusalOf } from '../../../../sdk/src/testing/refusal-of.ts'
import { type ManualClock, manualClock } from '../../chat/testing/manual-clock.ts'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import { loadSecrets } from '../../config/secrets.ts'
import type { Store } from '../../store/store.ts'
import { oneStore } from '../../store/testing/one-store.ts'
import { createWidgets } from '../widgets/widgets.ts'
import {
  type Accounts,
  type Caller,
  createAccounts,
  SIGN_IN_WINDOW_MS,
  SIGN_INS_PER_EMAIL,
  SIGN_INS_PER_EMAIL_AND_ADDRESS,
} from './accounts.ts'
import { CHEAP_PASSWORDS } from './testing/cheap-passwords.ts'

let clock: ManualClock
const opened = oneStore({ now: () => clock?.now() ?? 0, after: (ms, run) => clock.after(ms, run) })
let store: Store
let dataDir: string
let accounts: Accounts
const ann = { email: 'ann@shop.example', password: 'correct horse battery' }

const deps = (publicUrl = 'https://chat.example') => ({
  control: store.control,
  secrets: loadSecrets({ secret: undefined, dataDir }),
  config: { publicUrl },
  clock,
})

const open = (publicUrl?: string) => createAccounts({ ...deps(publicUrl), passwordCost: CHEAP_PASSWORDS })

const from = (address = '192.0.2.1', cookies: readonly string[] = []): Caller => ({
  address,
  headers: new Headers({ cookie: cookies.map((cookie) => cookie.split(';', 1)[0]).join('; ') }),
})

const tokenOf = (link: string | null) => {
  if (link === null) throw new Error('no setup link')
  return new URL(link).hash.slice(1)
}

beforeEach(() => {
  clock = manualClock()
  ;({ store, dataDir } = opened)
  accounts = open()
})

describe('the setup link', () => {
  test('the setup link makes the first account, signs it in, and works once', async () => {
    const link = await accounts.setupLink()
    expect(link).toStartWith('https://chat.example/dashboard/setup#')
    const { account, cookies } = await accounts.claimSetup({ token: tokenOf(link), ...ann }, from())
    expect(account.email).toBe(ann.email)
    expect((await accounts.session(from('192.0.2.1', cookies).headers))?.account).toEqual(account)
    expect(await accounts.setupLink()).toBeNull()
    expect(await accounts.setupOpen()).toBe(false)
    expect(
      await refusalOf(accounts.claimSetup({ token: tokenOf(link), ...ann, email: 'eve@evil.example' }, from())),
    ).toMatchObject({ code: 'forbidden' })
  })

  test('the setup link lets one of ten simultaneous claims through', async () => {
    const token = tokenOf(await accounts.setupLink())
    const claims = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => accounts.claimSetup({ token, ...ann, email: `a${n}@shop.example` }, from())),
    )
    expect(claims.filter((claim) => claim.status === 'fulfilled')).toHaveLength(1)
    const owners = await store.readDb.selectFrom('owner').select('email').execute()
    expect(owners).toHaveLength(1)
  })

  test('a setup link ends when a fresh one is made', async () => {
    const old = tokenOf(await accounts.setupLink())
    const fresh = tokenOf(await accounts.setupLink())
    expect(await refusalOf(accounts.claimSetup({ token: old, ...ann }, from()))).toMatchObject({ code: 'forbidden' })
    await accounts.claimSetup({ token: fresh, ...ann }, from())
  })

  test('the setup link ends when the command line made an account', async () => {
    const token = tokenOf(await accounts.setupLink())
    await accounts.create(ann)
    expect(await refusalOf(accounts.claimSetup({ token, ...ann, email: 'eve@evil.example' }, from()))).toMatchObject({
      code: 'forbidden',
    })
  })

  test('the setup link survives a claim that could not be carried out', async () => {
    const token = tokenOf(await accounts.setupLink())
    expect(await refusalOf(accounts.claimSetup({ token, ...ann, password: 'short' }, from()))).toMatchObject({
      code: 'invalid_field',
      field: 'password',
    })
    await accounts.claimSetup({ token, ...ann }, from())
  })

  test('the setup link is stored as a hash', async () => {
    const token = tokenOf(await accounts.setupLink())
    const row = await store.readDb.selectFrom('owner_setup').selectAll().executeTakeFirstOrThrow()
    expect(row.token_hash).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(row)).not.toContain(token)
  })

  test.each(['', 'x', 'ы'.repeat(200)])('the setup link refuses %p', async (token) => {
    await accounts.setupLink()
    expect(await refusalOf(accounts.claimSetup({ token, ...ann }, from()))).toMatchObject({ code: 'forbidden' })
  })

  test('the setup link cannot be guessed without end', async () => {
    const token = tokenOf(await accounts.setupLink())
    for (let n = 0; n < DEFAULT_LIMITS.SIGN_INS_PER_ADDRESS; n++) {
      await accounts.claimSetup({ token: `guess ${n}`, ...ann }, from()).catch(() => {})
    }
    expect(await refusalOf(accounts.claimSetup({ token, ...ann }, from()))).toMatchObject({ code: 'rate_limited' })
  })
})

describe('an account', () => {
  test('an account keeps its password as argon2id with 64 MiB of memory', async () => {
    await createAccounts(deps()).create(ann)
    const { password } = await store.readDb.selectFrom('owner_credential').selectAll().executeTakeFirstOrThrow()
    expect(password).toStartWith('$argon2id$v=19$m=65536,t=2,p=1$')
  })

  test('AUTH-10 an account is not made, and gets no new password, if the password is easy to guess', async () => {
    for (const password of ['1234567890', 'ann@shop.example']) {
      const error = await refusalOf(accounts.create({ ...ann, password }))
      expect(error).toMatchObject({ code: 'invalid_field', field: 'password', problem: { code: 'guessable' } })
    }
    await accounts.create(ann)
    const { cookies } = (await accounts.signIn(ann, from())) as { cookies: string[] }
    const change = { current: ann.password, next: 'qwertyuiop' }
    expect(await refusalOf(accounts.changePassword(change, from('192.0.2.1', cookies)))).toMatchObject({
      field: 'new_password',
      problem: { code: 'guessable' },
    })
    expect(
      await refusalOf(accounts.resetPassword(ann.email, { password: 'Password2026', twoFactor: 'off' })),
    ).toMatchObject({
      field: 'password',
    })
  })

  test('an account is unique per e-mail, also when two are created at once', async () => {
    const made = await Promise.allSettled([accounts.create(ann), accounts.create(ann)])
    expect(made.map((outcome) => outcome.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await refusalOf(accounts.create(ann))).toMatchObject({ code: 'invalid_field', field: 'email' })
  })

  test('the first account gets the widgets that were created before it; the second does not', async () => {
    const widgets = createWidgets({ ...store, secrets: loadSecrets({ secret: undefined, dataDir }), clock })
    const early = await widgets.create(null, { name: 'Early' })
    const first = await accounts.create(ann)
    expect((await widgets.find(early.id))?.account_id).toBe(first.account_id)
    const late = await widgets.create(null, { name: 'Late' })
    await accounts.create({ ...ann, email: 'bob@shop.example' })
    expect((await widgets.find(early.id))?.account_id).toBe(first.account_id)
    expect((await widgets.find(late.id))?.account_id).toBe(first.account_id)
  })

  test('an account that a killed process created by half is completed by the next try', async () => {
    await accounts.create(ann)
    await store.control.deleteFrom('owner_credential').execute()
    expect(await accounts.setupOpen()).toBe(true)
    await accounts.create(ann)
    expect((await accounts.signIn(ann, from())).account?.email).toBe(ann.email)
  })

  test.each(['123456789', 'x'.repeat(129)])('an account refuses the password %p', async (password) => {
    expect(await refusalOf(accounts.create({ ...ann, password }))).toMatchObject({
      code: 'invalid_field',
      field: 'password',
    })
  })
})

describe('signing in', () => {
  test('sign-in answers an unknown e-mail and a wrong password alike', async () => {
    await accounts.create(ann)
    const answer = async (email: string, password: string) => {
      const error = await refusalOf(accounts.signIn({ email, password }, from()))
      return error instanceof ChatError ? error.toBody() : error
    }
    const wrong = await answer(ann.email, 'wrong horse battery')
    expect(wrong).toMatchObject({ code: 'not_authenticated' })
    expect(await answer('nobody@shop.example', ann.password)).toEqual(wrong)
    expect(await answer(ann.email, '')).toEqual(wrong)
    expect(await answer(ann.email, 'x'.repeat(1000))).toEqual(wrong)
  })

  test('sign-in hashes a password for an unknown e-mail too, so that time tells nothing', async () => {
    await accounts.create(ann)
    const took = async (email: string) => {
      const start = performance.now()
      await accounts.signIn({ email, password: 'wrong horse battery' }, from()).catch(() => {})
      return performance.now() - start
    }
    await took(ann.email)
    // by turns: a machine that is busy for a while is so for both
    let [known, unknown] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
    for (const nobody of ['a@b.example', 'c@b.example', 'd@b.example', 'e@b.example', 'f@b.example']) {
      known = Math.min(known, await took(ann.email))
      unknown = Math.min(unknown, await took(nobody))
    }
    expect(unknown).toBeGreaterThan(known / 3)
  })

  test('sign-in over https sets a __Host- cookie: Secure, HttpOnly, SameSite=Lax, this host only', async () => {
    await accounts.create(ann)
    const { cookies } = await accounts.signIn(ann, from())
    expect(cookies).toHaveLength(1)
    expect(cookies[0]).toMatch(/^__Host-imbachat\.session_token=/)
    const attributes = cookies[0]?.split('; ').slice(1) ?? []
    expect(attributes).toContain('Secure')
    expect(attributes).toContain('HttpOnly')
    expect(attributes).toContain('SameSite=Lax')
    expect(attributes).toContain('Path=/')
    expect(cookies[0]).not.toContain('Domain')
  })

  test('sign-in over plain http, on a developer machine, sets a cookie that browsers take', async () => {
    accounts = open('http://localhost:8080')
    await accounts.create(ann)
    const { cookies } = await accounts.signIn(ann, from())
    expect(cookies[0]).toMatch(/^imbachat\.session_token=/)
    expect(cookies[0]).not.toContain('Secure')
    expect(cookies[0]).toContain('HttpOnly')
  })

  test("LIMIT-5 repeated attempts at an owner's e-mail lock out the caller, not the owner", async () => {
    await accounts.create(ann)
    for (let n = 0; n < SIGN_INS_PER_EMAIL_AND_ADDRESS; n++) {
      await accounts.signIn({ ...ann, password: 'x'.repeat(129) }, from('192.0.2.1')).catch(() => {})
    }
    expect(await refusalOf(accounts.signIn(ann, from('192.0.2.1')))).toMatchObject({ code: 'rate_limited' })
    await accounts.signIn(ann, from('192.0.2.2'))
  })

  test('signing in is limited by e-mail, whatever the address, and opens again within the window', async () => {
    await accounts.create(ann)
    // refused before it is hashed, which keeps this test short; counted all the same
    const tooLong = 'x'.repeat(129)
    for (let n = 0; n < SIGN_INS_PER_EMAIL; n++) {
      await accounts.signIn({ ...ann, password: tooLong }, from(`192.0.${n >> 7}.${n & 127}`)).catch(() => {})
    }
    expect(await refusalOf(accounts.signIn(ann, from('192.0.2.99')))).toMatchObject({
      code: 'rate_limited',
      retryAfterMs: SIGN_IN_WINDOW_MS / SIGN_INS_PER_EMAIL,
    })
    clock.elapse(SIGN_IN_WINDOW_MS / SIGN_INS_PER_EMAIL)
    await accounts.signIn(ann, from('192.0.2.99'))
  })

  test('signing in is limited by address, whatever the e-mail', async () => {
    await accounts.create(ann)
    for (let n = 0; n < DEFAULT_LIMITS.SIGN_INS_PER_ADDRESS; n++) {
      await accounts.signIn({ email: `not an address ${n}`, password: 'x' }, from()).catch(() => {})
    }
    expect(await refusalOf(accounts.signIn(ann, from()))).toMatchObject({ code: 'rate_limited' })
    await accounts.signIn(ann, from('192.0.2.2'))
  })
})

describe('a session', () => {
  test('a session ends with sign-out, also for a kept cookie', async () => {
    await accounts.create(ann)
    const { cookies } = await accounts.signIn(ann, from())
    const { headers } = from('192.0.2.1', cookies)
    expect(await accounts.session(headers)).not.toBeNull()
    const cleared = await accounts.signOut(headers)
    expect(cleared[0]).toContain('Max-Age=0')
    expect(await accounts.session(headers)).toBeNull()
  })

  test('a session is not made from a cookie that this server did not sign', async () => {
    await accounts.create(ann)
    const { cookies } = await accounts.signIn(ann, from())
    const forged = cookies.map((cookie) =>
      cookie.replace(/\.[^.;]+;/, '.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D;'),
    )
    expect(forged).not.toEqual(cookies)
    expect(await accounts.session(from('192.0.2.1', forged).headers)).toBeNull()
    expect(await accounts.session(new Headers())).toBeNull()
  })

  test('changing the password ends the other sessions and gives this one a new cookie', async () => {
    await accounts.create(ann)
    const here = (await accounts.signIn(ann, from())).cookies
    const elsewhere = (await accounts.signIn(ann, from())).cookies
    const next = 'a new long password'
    const changed = await accounts.changePassword({ current: ann.password, next }, from('192.0.2.1', here))
    expect(await accounts.session(from('', elsewhere).headers)).toBeNull()
    expect(await accounts.session(from('', here).headers)).toBeNull()
    expect((await accounts.session(from('', changed.cookies).headers))?.account.email).toBe(ann.email)
    expect(await refusalOf(accounts.signIn(ann, from()))).toMatchObject({ code: 'not_authenticated' })
    await accounts.signIn({ ...ann, password: next }, from())
  })

  test('changing the password needs the current one, and a session', async () => {
    await accounts.create(ann)
    const { cookies } = await accounts.signIn(ann, from())
    const next = 'a new long password'
    expect(
      await refusalOf(accounts.changePassword({ current: 'wrong horse', next }, from('192.0.2.1', cookies))),
    ).toMatchObject({ code: 'invalid_field', field: 'current_password' })
    expect(await refusalOf(accounts.changePassword({ current: ann.password, next }, from()))).toMatchObject({
      code: 'not_authenticated',
    })
    await accounts.signIn(ann, from())
  })
})
