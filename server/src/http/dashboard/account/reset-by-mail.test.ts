import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { totpOf } from '../../../dashboard/accounts/testing/totp.ts'
import type { Mail, MailQueue, ReplyMail } from '../../../dashboard/mails.ts'
import { cookieOf, type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

const sent: (Mail | ReplyMail)[] = []
const tested: { to: string; language: string; topic: string | undefined }[] = []
let problem: Error | null = null
/** In the place of the queue, which has its own tests with a real mail server. */
const mail: MailQueue = {
  async add(one) {
    sent.push(one)
  },
  async send() {},
  async test(to, language, topic) {
    tested.push({ to, language, topic })
    if (problem) throw problem
  },
}

let dashboard: Dashboard
let without: Dashboard
const email = 'ann@shop.example'
const password = 'correct horse battery'
let cookie: string

beforeAll(async () => {
  dashboard = await startDashboard('https://chat.example', { mail })
  without = await startDashboard()
  cookie = await dashboard.signedIn(email)
})
afterAll(async () => {
  await dashboard.stop()
  await without.stop()
})

const ask = (address: string, from = '192.0.2.1') =>
  dashboard.ask('reset.ask', { body: { email: address }, address: from })
const linkFor = async (address: string) => (await dashboard.accounts.mailedResetLink(address))?.split('#')[1] ?? ''
const finish = (token: string, next: string) => dashboard.ask('reset.finish', { body: { token, password: next } })
const looks = async (token: string) => (await dashboard.ask('reset.look', { body: { token } })).status
const works = async (given: string) => (await dashboard.ask('widgets.list', { cookie: given })).status === 200
const signIn = (given: string) => dashboard.ask('session.sign_in', { body: { email, password: given } })

describe('AUTH-5 a forgotten password', () => {
  test('a forgotten password is answered alike, whether the address has an account or not', async () => {
    const answers = [await ask(email), await ask('nobody@shop.example')]
    expect(await Promise.all(answers.map(async (answer) => [answer.status, await answer.json()]))).toEqual([
      [200, {}],
      [200, {}],
    ])
    expect(sent.splice(0)).toMatchObject([
      { kind: 'reset', email },
      { kind: 'reset', email: 'nobody@shop.example' },
    ])
    expect(await linkFor('nobody@shop.example')).toBe('')
  })

  test("requests for a new password are limited by e-mail address and by the browser's address", async () => {
    for (let n = 0; n < 5; n++) expect((await ask('bob@shop.example', `192.0.2.${50 + n}`)).status).toBe(200)
    expect(await errorOf(await ask('bob@shop.example', '192.0.2.60'))).toMatchObject({ code: 'rate_limited' })
    const codes = new Set<number>()
    for (let n = 0; n < 40; n++) codes.add((await ask(`user${n}@shop.example`, '198.51.100.9')).status)
    expect([...codes].sort()).toEqual([200, 429])
    sent.length = 0
  })

  test('a forgotten password is set once by a link of one hour, ends every session, and a mail says so', async () => {
    const token = await linkFor(email)
    const [other, late] = [await linkFor(email), await linkFor(email)]
    expect(await looks(token)).toBe(200)
    expect((await finish(token, 'short')).status).toBe(422)
    const answers = await Promise.all([finish(token, 'second horse battery'), finish(other, 'second horse battery')])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404])
    // Another password ends all links, those too that nobody used.
    expect([await looks(token), await looks(other), await looks(late)]).toEqual([404, 404, 404])
    expect(await works(cookie)).toBe(false)
    expect((await signIn(password)).status).toBe(401)
    expect((await signIn('second horse battery')).status).toBe(200)
    expect(sent.splice(0)).toMatchObject([{ kind: 'changed', email }])
    const expired = await linkFor(email)
    dashboard.clock.elapse(3_600_000)
    expect(await looks(expired)).toBe(404)
  })

  test('a change of the password ends the links that were mailed before', async () => {
    const before = cookieOf(await signIn('second horse battery'))
    const token = await linkFor(email)
    const body = { current_password: 'second horse battery', new_password: 'third horse battery' }
    const changed = await dashboard.ask('password.change', { cookie: before, body })
    cookie = cookieOf(changed)
    expect(await looks(token)).toBe(404)
    expect((await finish(token, 'fourth horse battery')).status).toBe(404)
    expect((await signIn('third horse battery')).status).toBe(200)
    expect(sent.splice(0)).toMatchObject([{ kind: 'changed', email }])
  })

  test('a link for a new password is not used up when the password could not be stored', async () => {
    const token = await linkFor(email)
    const { control } = dashboard.store
    // as if the database failed in the middle: the statement that stores the password finds its row taken away
    await control.updateTable('owner_credential').set({ provider_id: 'away' }).execute()
    expect((await finish(token, 'fourth horse battery')).status).toBe(404)
    await control.updateTable('owner_credential').set({ provider_id: 'credential' }).execute()
    expect(await looks(token)).toBe(200)
    expect((await finish(token, 'third horse battery')).status).toBe(200)
    sent.length = 0
  })

  test('a mailed link of an account with two-factor sign-in opens nothing without a code', async () => {
    const before = cookieOf(await signIn('third horse battery'))
    const started = await dashboard.ask('two_factor.start', {
      cookie: before,
      body: { password: 'third horse battery' },
    })
    const { secret } = (await started.json()) as { secret: string }
    await dashboard.ask('two_factor.confirm', { cookie: before, body: { code: totpOf(secret) } })
    expect((await finish(await linkFor(email), 'fifth horse battery')).status).toBe(200)
    expect(await (await signIn('fifth horse battery')).json()).toMatchObject({ account: null, second_factor: true })
    sent.length = 0
  })

  test('a forgotten password of a disabled account gets no link', async () => {
    const { control } = dashboard.store
    await control.updateTable('owner').set({ disabled_at: 1 }).where('email', '=', email).execute()
    expect(await linkFor(email)).toBe('')
    await control.updateTable('owner').set({ disabled_at: null }).where('email', '=', email).execute()
  })

  test('help with a forgotten password is offered only where the server sends mail', async () => {
    const session = async (server: Dashboard) => (await server.ask('session.get')).json()
    expect(await session(dashboard)).toMatchObject({ mail: true })
    expect(await session(without)).not.toHaveProperty('mail')
    const refused = await without.ask('reset.ask', { body: { email } })
    expect(await errorOf(refused)).toMatchObject({ code: 'not_found' })
  })
})

describe('TEAM-9 an invitation by mail', () => {
  let owner: string
  let widget_id: number
  beforeAll(async () => {
    owner = await dashboard.signedIn('olga@shop.example')
    const made = await dashboard.ask('widgets.create', { cookie: owner, body: { name: 'Shop' } })
    widget_id = ((await made.json()) as { widget: { widget_id: number } }).widget.widget_id
  })
  const invite = (body: Record<string, unknown>) =>
    dashboard.ask('team.invite', { cookie: owner, params: { widget_id }, body })

  test('an invitation by mail has the link that the page shows, and the log says where it went', async () => {
    const answer = await invite({ role: 'moderator', email: 'Max@shop.example', language: 'ru' })
    const { link, invite: made } = (await answer.json()) as { link: string; invite: { note: string } }
    expect(made.note).toBe('max@shop.example')
    const mailed = { link: `${link}&email=max%40shop.example` }
    expect(sent.splice(0)).toMatchObject([
      { ...mailed, kind: 'invite', email: 'max@shop.example', language: 'ru', widget: 'Shop', by: 'olga@shop.example' },
    ])
    const log = await dashboard.store.readDb
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'team.invite')
      .execute()
    expect(log[0]?.details).toContain('max@shop.example')
    expect(JSON.stringify(log)).not.toContain(link.split('#')[1] ?? '')
  })

  test("an invitation by mail is refused above the account's limit, and where there is no mail", async () => {
    expect((await invite({ role: 'viewer', email: 'b@shop.example' })).status).toBe(201)
    expect(await errorOf(await invite({ role: 'viewer', email: 'c@shop.example' }))).toMatchObject({
      code: 'rate_limited',
    })
    expect((await invite({ role: 'viewer' })).status).toBe(201)
    const other = await without.signedIn('olga@shop.example')
    const made = await without.ask('widgets.create', { cookie: other, body: { name: 'Shop' } })
    const { widget } = (await made.json()) as { widget: { widget_id: number } }
    const refused = await without.ask('team.invite', {
      cookie: other,
      params: { widget_id: widget.widget_id },
      body: { role: 'viewer', email: 'c@shop.example' },
    })
    expect(await errorOf(refused)).toMatchObject({ code: 'forbidden', field: 'email' })
  })
})

test('MAIL-4 an administrator sends a test mail to the own address, and reads what the mail server says', async () => {
  const root = await dashboard.signedIn('root@host.example')
  await dashboard.accounts.setAdministrator('root@host.example', true)
  const test = async () => (await dashboard.ask('server.test_mail', { cookie: root, body: {} })).json()
  expect(await test()).toEqual({ email: 'root@host.example', problem: null })
  problem = new Error('535 wrong password')
  expect(await test()).toEqual({ email: 'root@host.example', problem: '535 wrong password' })
})

test('MAIL-4 a person sends a notice of each kind to the own address, and to no other', async () => {
  problem = null
  const cookie = await dashboard.signedIn('nick@shop.example')
  const test = async (topic: string, language: string) =>
    (await dashboard.ask('account.test_mail', { cookie, body: { topic, language } })).json()
  expect(await test('waiting', 'ru')).toEqual({ email: 'nick@shop.example', problem: null })
  expect(tested.at(-1)).toEqual({ to: 'nick@shop.example', language: 'ru', topic: 'waiting' })
  problem = new Error('452 too many mails')
  expect(await test('disk', 'en')).toEqual({ email: 'nick@shop.example', problem: '452 too many mails' })
  const nowhere = await without.ask('account.test_mail', {
    cookie: await without.signedIn('nick@shop.example'),
    body: { topic: 'site' },
  })
  expect(await errorOf(nowhere)).toMatchObject({ code: 'forbidden' })
})
