import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import {
  type DashboardOperationId,
  dashboardOperations,
  needsSession,
  type Operation,
} from '@imbachat/protocol/http/dashboard'
import { MAX_BODY_BYTES } from '../middleware/body-cap.ts'
import { cookieOf, type Dashboard, errorOf, startDashboard } from '../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let bob: string
let widget_id: number

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  bob = await dashboard.signedIn('bob@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  widget_id = ((await made.json()) as { widget: { widget_id: number } }).widget.widget_id
})

afterAll(() => dashboard.stop())

const isBehindSession = (operation: Operation) => needsSession(operation) && operation.access !== 'administrator'
const ids = Object.keys(dashboardOperations) as DashboardOperationId[]
const owners = ids.filter((id) => isBehindSession(dashboardOperations[id]))
const aboutOneWidget = owners.filter((id) => dashboardOperations[id].path.includes('{widget_id}'))
const changing = ids.filter((id) => dashboardOperations[id].method !== 'get')

/** A body that each operation takes. */
const bodies: Partial<Record<DashboardOperationId, unknown>> = {
  'session.sign_in': { email: 'ann@shop.example', password: 'correct horse battery' },
  'setup.claim': { token: 'x', email: 'eve@evil.example', password: 'correct horse battery' },
  'password.change': { current_password: 'wrong', new_password: 'a new long password' },
  'team.invite': { role: 'viewer' },
  'team.change_role': { role: 'owner' },
  'join.look': { token: 'x' },
  'join.accept': { token: 'x' },
  'join.sign_up': { token: 'x', email: 'eve@evil.example', password: 'correct horse battery' },
  'session.second_factor': { code: '123456' },
  'account.end_sessions': { session_id: 'x' },
  'two_factor.start': { password: 'wrong' },
  'two_factor.confirm': { code: '123456' },
  'two_factor.stop': { password: 'wrong' },
  'widgets.create': { name: 'Mine' },
  'widgets.change': { name: 'Mine' },
  'widgets.delete': { name: 'Shop' },
  'reports.claim': { claimed: true },
  'reports.decide': { act: 'dismiss' },
  'reports.decide_many': { report_ids: ['x'], act: 'dismiss' },
  'reports.undo': {},
  'people.refresh': { user_id: '1' },
  'people.restrict': { user_id: '1', kind: 'mute' },
  'people.lift': { user_id: '1', kind: 'mute' },
  'people.note': { user_id: '1', text: 'Note' },
  'people.forget_note': { user_id: '1', note_id: 'x' },
  'people.delete_messages': { user_id: '1' },
  'people.erase': { user_id: '1', confirm: '1' },
  'people.export': { user_id: '1', cursor: null },
  'tasks.stop': {},
  'widget_rooms.create': { title: 'Room' },
  'widget_rooms.change': { frozen: true },
  'widget_rooms.read': { reason: 'A complaint' },
  'widget_rooms.add_members': { user_ids: ['1'] },
  'widget_rooms.remove_members': { user_ids: ['1'] },
  'widget_rooms.change_role': { user_id: '1', role: 'admin' },
  'widget_rooms.delete': { confirm: 'Club' },
  'broadcasts.preview': { sender_id: '1' },
  'broadcasts.send': { sender_id: '1', text: 'Hello' },
  'broadcasts.stop': {},
  'monitor.start': { reason: 'A complaint' },
  'appeals.answer': { restriction_id: 'x', accept: true },
  'monitor.delete': { room_id: 1, seq: 1 },
  'webhooks.create': { url: 'https://shop.example/hook' },
  'webhooks.change': { on: false },
  'webhooks.rotate_secret': {},
  'webhooks.replay': { from: 0 },
  'widget_keys.reveal': { key: 'secret_key' },
  'widget_keys.rotate': { kind: 'secret_key' },
  'widget_keys.retire': { kind: 'secret_key' },
  'site.connection_test': { user_id: '1' },
  'site.search_test': { search_users_url: 'https://shop.example/{query}', query: 'ann' },
  'site.friends_test': { friends_url: 'https://shop.example/{user_id}', user_id: '1' },
  'site.token_test': { token: 'x' },
  'before_send.test': { before_send_url: 'https://shop.example/check', text: 'Hello' },
}

const input = (id: DashboardOperationId) => ({
  params: { widget_id },
  ...(bodies[id] !== undefined && { body: bodies[id] }),
})

describe('a caller without a session', () => {
  test.each(owners)('a caller without a session is refused by %s', async (id) => {
    for (const cookie of [undefined, '', '__Host-imbachat.session_token=forged.AAAA']) {
      const answer = await dashboard.ask(id, { ...input(id), ...(cookie !== undefined && { cookie }) })
      expect(answer.status).toBe(401)
      expect((await errorOf(answer)).code).toBe('not_authenticated')
    }
  })

  test.each(owners)('a caller without a session does not learn from %s what it expects', async (id) => {
    const answer = await dashboard.ask(id, { params: { widget_id: 'x' }, body: { nonsense: 1 } })
    expect((await errorOf(answer)).code).toBe('not_authenticated')
  })
})

test.each(aboutOneWidget)('LIFE-15 %s takes the number of a widget in one form only', async (id) => {
  for (const other of [`0${widget_id}`, `+${widget_id}`, `${widget_id}.0`, `${widget_id}e0`, ` ${widget_id}`, '0x1']) {
    const answer = await dashboard.ask(id, { ...input(id), params: { widget_id: other }, cookie: ann })
    expect([other, answer.status, (await errorOf(answer)).field]).toEqual([other, 422, 'widget_id'])
  }
})

describe("another account's widget", () => {
  test.each(aboutOneWidget)("another account's widget is not found by %s, as if it did not exist", async (id) => {
    const before = await dashboard.widgets.find(widget_id)
    const theirs = await dashboard.ask(id, { ...input(id), cookie: bob })
    expect(theirs.status).toBe(404)
    const none = await dashboard.ask(id, { ...input(id), params: { widget_id: 999_999 }, cookie: bob })
    expect(none.status).toBe(404)
    expect((await errorOf(theirs)).message.replace(String(widget_id), '')).toBe(
      (await errorOf(none)).message.replace('999999', ''),
    )
    expect(await dashboard.widgets.find(widget_id)).toEqual(before)
  })

  test("another account's widget is in no other account’s list", async () => {
    const answer = await dashboard.ask('widgets.list', { cookie: bob })
    expect(await answer.json()).toEqual({ widgets: [], next: null })
  })
})

describe('a page of another site', () => {
  test.each(changing)('a page of another site cannot make a browser do %s', async (id) => {
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ]) {
      const answer = await dashboard.ask(id, { ...input(id), cookie: ann, headers })
      expect(answer.status).toBe(403)
      expect((await errorOf(answer)).code).toBe('origin_not_allowed')
    }
  })

  const reveal = (headers: Record<string, string>) =>
    dashboard.fetch(`/api/dashboard/v1/widgets/${widget_id}/keys`, {
      method: 'POST',
      headers: { cookie: ann, 'content-type': 'application/json', ...headers },
      body: '{"key":"secret_key"}',
    })

  test('a page of another site is known by Origin where the browser has no Sec-Fetch-Site', async () => {
    expect((await reveal({ origin: 'https://evil.example' })).status).toBe(403)
    expect((await reveal({ origin: 'null' })).status).toBe(403)
    expect((await reveal({})).status).toBe(403)
    expect((await reveal({ origin: 'https://chat.example' })).status).toBe(200)
  })

  test('a page of another site has no form that the dashboard would take', async () => {
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/plain']) {
      const answer = await reveal({ 'sec-fetch-site': 'same-origin', 'content-type': type })
      expect(answer.status).toBe(400)
      expect((await errorOf(answer)).code).toBe('invalid_frame')
    }
  })

  test('the dashboard works under another host than PUBLIC_URL', async () => {
    const url = `http://10.0.0.5:8080/api/dashboard/v1/widgets/${widget_id}/keys`
    const headers = {
      cookie: ann,
      'content-type': 'application/json',
      origin: 'http://10.0.0.5:8080',
      host: '10.0.0.5:8080',
    }
    const answer = await dashboard.router.request(
      url,
      { method: 'POST', headers, body: '{"key":"secret_key"}' },
      { address: '192.0.2.1' },
    )
    expect(answer.status).toBe(200)
  })
})

describe('a widget', () => {
  test('a widget over HTTP is shown without its keys, which come only when asked for', async () => {
    const secrets = await dashboard.widgets.find(widget_id)
    const shown = await (await dashboard.ask('widgets.get', { params: { widget_id }, cookie: ann })).text()
    expect(shown).toContain(`/imbachat/v1/${widget_id}/widget`)
    expect(shown).not.toContain(secrets?.secretKeys[0] as string)
    expect(shown).not.toContain(secrets?.apiPasswords[0] as string)
  })

  test('a widget over HTTP shows one key at a time, and is not cached', async () => {
    const secrets = await dashboard.widgets.find(widget_id)
    const values = {
      secret_key: secrets?.secretKeys[0] ?? '',
      api_login: secrets?.api_login ?? '',
      api_password: secrets?.apiPasswords[0] ?? '',
    }
    for (const key of Object.keys(values) as (keyof typeof values)[]) {
      const answer = await dashboard.ask('widget_keys.reveal', {
        params: { widget_id },
        cookie: ann,
        body: { key },
      })
      expect(answer.headers.get('cache-control')).toBe('no-store')
      const text = await answer.text()
      for (const [name, value] of Object.entries(values)) expect(text.includes(value)).toBe(name === key)
    }
  })

  test.each([
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(101) }, 'name'],
    [{ name: 7 }, 'name'],
    [{}, 'name'],
    [{ name: 'Shop', origins: ['https://ok.example', 'shop.example'] }, 'origins.1'],
    [{ name: 'Shop', users_info_url: 'ftp://x' }, 'users_info_url'],
    [{ name: 'Shop', settings: { message_max_chars: 0 } }, 'settings.message_max_chars'],
    [{ name: 'Shop', settings: { colour: 'red' } }, 'settings.colour'],
    [{ name: 'Shop', account_id: 'bob' }, 'account_id'],
  ])('a widget made of %p is refused with the field that is wrong', async (body, field) => {
    const answer = await dashboard.ask('widgets.create', { cookie: ann, body })
    expect(answer.status).toBe(422)
    const error = await errorOf(answer)
    expect(error).toMatchObject({ code: 'invalid_field', field })
    expect(error.message).toStartWith(`${field}: `)
  })

  test.each(['0', '-1', 'x', '1.5', '%00', '1e99', '9'.repeat(400)])(
    'a widget of number %s is refused',
    async (number) => {
      const answer = await dashboard.fetch(`/api/dashboard/v1/widgets/${number}`, { headers: { cookie: ann } })
      expect(await errorOf(answer)).toMatchObject({ code: 'invalid_field', field: 'widget_id' })
    },
  )
})

describe('whatever is sent, the answer is an error of the one shape', () => {
  const post = (body: string | Uint8Array<ArrayBuffer>) =>
    dashboard.fetch('/api/dashboard/v1/widgets', {
      method: 'POST',
      headers: { cookie: ann, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' },
      body,
    })

  test.each(['', '{', 'nonsense', '\u0000', '{"name":"x"'])(
    'the answer to %p as a body is an error of the one shape',
    async (body) => {
      expect(await errorOf(await post(body))).toMatchObject({ code: 'invalid_frame' })
    },
  )

  test.each(['[]', 'null', '7', '"x"'])(
    'the answer to %p, which is JSON and no object, is an error of the one shape',
    async (body) => {
      expect(await errorOf(await post(body))).toMatchObject({ code: 'invalid_field' })
    },
  )

  test('the answer to more than a body may have is an error of the one shape', async () => {
    const answer = await post(JSON.stringify({ name: 'x'.repeat(MAX_BODY_BYTES) }))
    expect(answer.status).toBe(413)
    expect((await errorOf(answer)).code).toBe('frame_too_large')
  })

  test('LIMIT-6 a body that is nested deeper than 32 levels is refused before it is parsed', async () => {
    const nested = (depth: number) => `{"name":"Shop","x":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`
    expect(await errorOf(await post(nested(33)))).toMatchObject({ code: 'invalid_frame' })
    expect(await errorOf(await post(nested(32)))).toMatchObject({ code: 'invalid_field', field: 'x' })
    expect(await errorOf(await post(`{"name":"${'[{'.repeat(40)}","x":1}`))).toMatchObject({ field: 'x' })
  })

  test('the answer at an address that is not there is an error of the one shape', async () => {
    for (const path of ['/nowhere', '/api/dashboard/v1/nowhere', '/api', '/imbachat/v9/x']) {
      const answer = await dashboard.fetch(path)
      expect(answer.status).toBe(404)
      expect((await errorOf(answer)).code).toBe('not_found')
    }
  })

  test('a failure of the server is an error of the one shape, whose text stays in the log', async () => {
    const broken = await startDashboard()
    const cookie = await broken.signedIn('ann@shop.example')
    await broken.store.control.schema.alterTable('widget').renameTo('gone').execute()
    const answer = await broken.ask('widgets.list', { cookie })
    expect(answer.status).toBe(500)
    const error = await errorOf(answer)
    expect(error.code).toBe('internal')
    expect(JSON.stringify(error)).not.toContain('widget')
    expect(Bun.inspect(broken.logged)).toContain('no such table')
    await broken.stop()
  })
})

describe('signing in over HTTP', () => {
  test('signing in over HTTP sets the cookie, names the account, and ends with signing out', async () => {
    const signedIn = await dashboard.ask('session.sign_in', { body: bodies['session.sign_in'] })
    expect(signedIn.headers.getSetCookie()[0]).toMatch(/^__Host-imbachat\.session_token=.+; Secure/)
    const cookie = cookieOf(signedIn)
    const session = await dashboard.ask('session.get', { cookie })
    expect(await session.json()).toMatchObject({ account: { email: 'ann@shop.example' }, setup_open: false })
    const out = await dashboard.ask('session.sign_out', { cookie })
    expect(out.headers.getSetCookie()[0]).toContain('Max-Age=0')
    expect(await (await dashboard.ask('session.get', { cookie })).json()).toMatchObject({ account: null })
  })

  test('signing in over HTTP is prolonged by a visit: the browser gets a new cookie', async () => {
    const fresh = await startDashboard()
    const cookie = await fresh.signedIn('ann@shop.example')
    expect((await fresh.ask('widgets.list', { cookie })).headers.getSetCookie()).toEqual([])
    const soon = new Date(Date.now() + 24 * 3600 * 1000).toISOString()
    await fresh.store.control.updateTable('owner_session').set({ expires_at: soon }).execute()
    const visit = await fresh.ask('widgets.list', { cookie })
    expect(visit.headers.getSetCookie()[0]).toStartWith('__Host-imbachat.session_token=')
    const { expires_at } = await fresh.store.readDb
      .selectFrom('owner_session')
      .select('expires_at')
      .executeTakeFirstOrThrow()
    expect(expires_at > soon).toBe(true)
    await fresh.stop()
  })

  test('too often answers 429 and says when to come again', async () => {
    const body = { email: 'nobody@shop.example', password: 'x'.repeat(200) }
    let answer = await dashboard.ask('session.sign_in', { body, address: '192.0.2.77' })
    for (let n = 0; n < 30 && answer.status === 401; n++) {
      answer = await dashboard.ask('session.sign_in', { body, address: '192.0.2.77' })
    }
    expect(answer.status).toBe(429)
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await errorOf(answer)).retry_after_ms).toBeGreaterThan(0)
  })

  test('the setup link makes the first account of a fresh server', async () => {
    const fresh = await startDashboard()
    const token = new URL((await fresh.accounts.setupLink()) as string).hash.slice(1)
    expect(await (await fresh.ask('session.get')).json()).toEqual({ account: null, setup_open: true })
    const body = { token, email: ' Ann@Shop.Example ', password: 'correct horse battery' }
    const claimed = await fresh.ask('setup.claim', { body })
    expect(claimed.status).toBe(201)
    expect(await claimed.json()).toMatchObject({ account: { email: 'ann@shop.example' }, setup_open: false })
    expect((await fresh.ask('widgets.list', { cookie: cookieOf(claimed) })).status).toBe(200)
    expect((await fresh.ask('setup.claim', { body })).status).toBe(403)
    await fresh.stop()
  })
})

describe('the checks of a site', () => {
  test('the connection test calls the Users info URL and reports its answer', async () => {
    const shop = Bun.serve({ port: 0, fetch: () => Response.json([{ user_id: 1, name: 'Ann' }]) })
    const answer = await dashboard.ask('site.connection_test', {
      params: { widget_id },
      cookie: ann,
      body: { user_id: 1, users_info_url: `http://localhost:${shop.port}/users` },
    })
    await shop.stop(true)
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({ report: { ok: true, users: [{ user_id: '1', name: 'Ann' }] } })
  })

  test('checks of a site are limited per account', async () => {
    const cookie = await dashboard.signedIn('carl@shop.example')
    const made = await dashboard.ask('widgets.create', { cookie, body: { name: 'Carl' } })
    const { widget } = (await made.json()) as { widget: { widget_id: number } }
    const call = () =>
      dashboard.ask('site.connection_test', {
        params: { widget_id: widget.widget_id },
        cookie,
        body: { user_id: 1, users_info_url: 'http://10.0.0.1/users' },
      })
    const statuses: number[] = []
    for (let n = 0; n < 31; n++) statuses.push((await call()).status)
    expect(statuses.slice(0, 30).every((status) => status === 200)).toBe(true)
    expect(statuses[30]).toBe(429)
  })

  test('the token test reads a token', async () => {
    const answer = await dashboard.ask('site.token_test', {
      params: { widget_id },
      cookie: ann,
      body: { token: 'a.b.c' },
    })
    expect(await answer.json()).toMatchObject({ report: { ok: false, problem: 'token_malformed' } })
  })
})
