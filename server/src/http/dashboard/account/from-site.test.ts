import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import {
  type DashboardOperationId,
  dashboardOperations,
  isBySite,
  leastRole,
  needsSession,
  type Operation,
} from '@imbachat/protocol/http/dashboard'
import { mayActAs, type WidgetRole } from '@imbachat/protocol/http/widget/widget-roles'
import { CALLED_WITH_PASSWORD } from '@imbachat/protocol/http/widget/widget-settings'
import { cookieOf, type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

const ADMIN = 'https://shop.example/admin'
const URL_OF_SERVER = 'https://chat.example'

let dashboard: Dashboard
let owner: string
let widget_id: number
let otherId: number
let key: string
let number = 0

const onWidget = (id: DashboardOperationId, cookie: string, body?: unknown, widget = widget_id) =>
  dashboard.ask(id, { cookie, params: { widget_id: widget }, ...(body !== undefined && { body }) })
const read = async <T>(answer: Response) => (await answer.json()) as T
const entries = () => dashboard.store.readDb.selectFrom('audit').selectAll().orderBy('id').execute()

beforeAll(async () => {
  dashboard = await startDashboard(URL_OF_SERVER)
  owner = await dashboard.signedIn('olga@shop.example')
  const make = async (name: string) =>
    (
      await read<{ widget: { widget_id: number } }>(
        await dashboard.ask('widgets.create', { cookie: owner, body: { name } }),
      )
    ).widget.widget_id
  widget_id = await make('Shop')
  otherId = await make('Another')
})
afterAll(() => dashboard.stop())

async function turnOn(widget = widget_id, most_role: WidgetRole = 'moderator'): Promise<string> {
  const body = { most_role, back_to: [ADMIN, 'https://shop.example/staff'] }
  return (await read<{ key: string }>(await onWidget('site_sign_in.turn_on', owner, body, widget))).key
}

function sign(
  claims: Record<string, unknown>,
  signed_with = key,
  header: object = { typ: 'JWT', alg: 'HS256' },
): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${encode(header)}.${encode(claims)}`
  return `${signed}.${createHmac('sha256', signed_with).update(signed).digest('base64url')}`
}

function claims(changed: Record<string, unknown> = {}): Record<string, unknown> {
  const now = Math.floor(dashboard.clock.now() / 1_000)
  const jti = `a-number-used-once-${++number}`
  const usual = { iss: String(widget_id), aud: URL_OF_SERVER, iat: now, exp: now + 60, jti, sub: '42', name: 'Anna' }
  return { ...usual, role: 'moderator', ...changed }
}

/** As a browser sends the form of the site's page. @returns what stands behind # in the address that it leads to */
async function post(token: string, origin: string | null = 'https://shop.example'): Promise<string> {
  const answer = await dashboard.fetch('/dashboard/from-site', {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'cross-site',
      ...(origin !== null && { origin }),
    },
    body: new URLSearchParams({ token }),
  })
  expect([answer.status, answer.headers.getSetCookie()]).toEqual([303, []])
  const [path, mark = ''] = (answer.headers.get('location') ?? '').split('#')
  expect(path).toBe('/dashboard/enter')
  return mark
}

const finish = (ticket: string, cookie?: string) =>
  dashboard.ask('site_sign_in.finish', { body: { ticket }, ...(cookie !== undefined && { cookie }) })

/** A person that the site's admin signed in: their cookie. */
async function enter(changed: Record<string, unknown> = {}): Promise<string> {
  const answer = await finish(await post(sign(claims(changed))))
  expect(answer.status).toBe(200)
  return cookieOf(answer)
}

const works = async (cookie: string) => (await dashboard.ask('widgets.list', { cookie })).status === 200

describe("ENTER-1 sign-in from the site's admin", () => {
  test("sign-in from the site's admin is off until an owner turns it on, and only owners do", async () => {
    key = 'x'.repeat(64)
    expect(await post(sign(claims()))).toBe('refused:off')
    for (const [role, status] of [
      ['admin', 403],
      ['owner', 200],
    ] as const) {
      const email = `${role}@shop.example`
      const cookie = await dashboard.signedIn(email)
      const account_id = (await dashboard.accounts.byEmail(email))?.account_id ?? ''
      await dashboard.store.control
        .insertInto('team_member')
        .values({ widget_id, account_id, role, created_at: 0 })
        .execute()
      expect([role, (await onWidget('site_sign_in.get', cookie)).status]).toEqual([role, status])
    }
    key = await turnOn()
    const stored = await dashboard.store.readDb.selectFrom('site_sign_in').selectAll().execute()
    expect(JSON.stringify(stored)).not.toContain(key)
    expect(JSON.stringify(await entries())).not.toContain(key)
  })

  test("sign-in from the site's admin gives a session of one widget with the token's role, once", async () => {
    const token = sign(claims({ back_to: ADMIN }))
    const ticket = await post(token)
    const offer = await read(await dashboard.ask('site_sign_in.look', { body: { ticket } }))
    const person = 'Anna (user 42 of the site)'
    const account_id = `site:${widget_id}:42`
    expect(offer).toEqual({ account_id, widget_name: 'Shop', person, role: 'moderator', back_to: ADMIN })
    const answers = await Promise.all([finish(ticket), finish(ticket)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404])
    const answer = answers.find(({ status }) => status === 200) as Response
    const set = answer.headers.getSetCookie().find((cookie) => cookie.includes('site_session')) ?? ''
    expect(set).toMatch(
      /^__Host-imbachat\.site_session=\d+\.[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
    )
    const cookie = cookieOf(answer)
    expect(await read(await dashboard.ask('session.get', { cookie }))).toEqual({
      account: { account_id: `site:${widget_id}:42`, email: person },
      setup_open: false,
      site: { widget_id, back_to: ADMIN },
    })
    const list = await read<{ widgets: { widget_id: number; role: string }[] }>(
      await dashboard.ask('widgets.list', { cookie }),
    )
    expect(list.widgets.map(({ widget_id, role }) => [widget_id, role])).toEqual([[widget_id, 'moderator']])
    expect(await post(token)).toBe('refused:used')
    const stored = JSON.stringify(await dashboard.store.readDb.selectFrom('site_session').selectAll().execute())
    for (const secret of cookie.split(/[=.;]/).filter((part) => part.length > 30)) expect(stored).not.toContain(secret)
    dashboard.clock.elapse(12 * 3_600_000)
    expect(await works(cookie)).toBe(false)
  })

  test("sign-in from the site's admin names the person in the audit log, whatever name the site claims", async () => {
    const cookie = await enter({ sub: '7', name: 'olga@shop.example\u202e\n' })
    expect((await entries()).at(-1)).toMatchObject({
      widget_id,
      account_id: `site:${widget_id}:7`,
      actor: 'olga@shop.example (user 7 of the site)',
      action: 'site_sign_in.finish',
    })
    const noted = await onWidget('people.note', cookie, { user_id: 'a', text: 'Spam' })
    expect(noted.status).toBe(404)
  })

  test("sign-in from the site's admin takes the place of a browser's session, and signing out ends it", async () => {
    const account = cookieOf(
      await dashboard.ask('session.sign_in', {
        body: { email: 'olga@shop.example', password: 'correct horse battery' },
      }),
    )
    const ticket = await post(sign(claims()))
    // The page asks first; until the person says so, nothing changes.
    expect(await works(account)).toBe(true)
    const entered = await finish(ticket, account)
    expect(await works(account)).toBe(false)
    const cookie = entered.headers
      .getSetCookie()
      .map((one) => one.split(';', 1)[0] ?? '')
      .filter((one) => one.includes('site_session'))
      .join('')
    expect(await works(cookie)).toBe(true)
    const out = await dashboard.ask('session.sign_out', { cookie })
    expect(out.headers.getSetCookie().some((one) => /site_session=; Max-Age=0/.test(one))).toBe(true)
    expect(await works(cookie)).toBe(false)
    owner = cookieOf(
      await dashboard.ask('session.sign_in', {
        body: { email: 'olga@shop.example', password: 'correct horse battery' },
      }),
    )
  })
})

describe('ENTER-2 a token is refused', () => {
  const now = () => Math.floor(dashboard.clock.now() / 1_000)
  const cases: [what: string, problem: string, token: () => string, origin?: string | null][] = [
    ['that is none', 'malformed', () => 'hello'],
    ['of no widget', 'malformed', () => sign(claims({ iss: 'shop' }))],
    ['of another widget', 'off', () => sign(claims({ iss: String(otherId) }))],
    ['signed with another key', 'signature', () => sign(claims(), 'y'.repeat(64))],
    ['without a signature', 'signature', () => sign(claims(), key, { alg: 'none' })],
    ['from a page of another site', 'origin', () => sign(claims()), 'https://evil.example'],
    ['from a page that hides its address', 'origin', () => sign(claims()), 'null'],
    ['from no page', 'origin', () => sign(claims()), null],
    ['with a further claim', 'claims', () => sign(claims({ user_id: 1 }))],
    ['without a number used once', 'claims', () => sign(claims({ jti: undefined }))],
    ['that asks for the role owner', 'claims', () => sign(claims({ role: 'owner' }))],
    ['for another server', 'audience', () => sign(claims({ aud: 'https://other.example' }))],
    ['that lives longer than a minute', 'lifetime', () => sign(claims({ exp: now() + 61 }))],
    ['from the future', 'lifetime', () => sign(claims({ iat: now() + 31, exp: now() + 60 }))],
    ['that has expired', 'expired', () => sign(claims({ iat: now() - 60, exp: now() }))],
    ['that asks for more than the owner allows', 'role', () => sign(claims({ role: 'admin' }))],
    ['that leads back elsewhere', 'back_to', () => sign(claims({ back_to: 'https://shop.example/admin/evil' }))],
  ]
  test.each(cases)('%s: %s', async (_, problem, token, origin = 'https://shop.example') => {
    expect(await post(token(), origin)).toBe(`refused:${problem}`)
  })

  test("a token is refused for good once its key was replaced, and that key's sessions end", async () => {
    const before = key
    const cookie = await enter()
    key = await turnOn()
    expect(await post(sign(claims(), before))).toBe('refused:signature')
    expect(await works(cookie)).toBe(false)
  })

  test('a token is refused in a body that no form sends, or with a secret in the address', async () => {
    const token = sign(claims())
    const answer = await dashboard.fetch('/dashboard/from-site', {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: 'https://shop.example' },
      body: JSON.stringify({ token }),
    })
    expect(answer.headers.get('location')).toBe('/dashboard/enter#refused:malformed')
    expect((await dashboard.fetch(`/dashboard/from-site?token=${token}`)).status).toBe(200)
    expect(await post(token)).not.toContain('refused')
  })

  test('a refused token leaves a line in the log that has neither the token nor the key', async () => {
    const token = sign(claims({ role: 'admin' }))
    await post(token)
    const lines = JSON.stringify(dashboard.logged)
    expect(dashboard.logged.at(-1)).toEqual({
      message: 'a sign-in from a site was refused',
      fields: { widget_id, problem: 'role' },
    })
    expect(lines).not.toContain(token)
    expect(lines).not.toContain(key)
  })

  test('a ticket that nobody used within a minute is refused', async () => {
    const ticket = await post(sign(claims()))
    dashboard.clock.elapse(60_001)
    expect(await errorOf(await finish(ticket))).toMatchObject({ code: 'invite_invalid' })
    expect(await errorOf(await finish('guessed'))).toMatchObject({ code: 'invite_invalid' })
  })
})

describe("ENTER-3 the owner's changes apply to open sessions at once", () => {
  const change = (most_role: WidgetRole, back_to: string[]) =>
    onWidget('site_sign_in.change', owner, { most_role, back_to })

  test('a lower role, an address taken off the list, and turning it off', async () => {
    const cookie = await enter()
    const roleNow = async () =>
      (await read<{ widgets: { role: string }[] }>(await dashboard.ask('widgets.list', { cookie }))).widgets[0]?.role
    expect(await roleNow()).toBe('moderator')
    await change('viewer', [ADMIN])
    expect(await roleNow()).toBe('viewer')
    expect((await onWidget('moderation.status', cookie)).status).toBe(403)
    await change('moderator', ['https://shop.example/elsewhere'])
    expect(await works(cookie)).toBe(false)
    await change('moderator', [ADMIN])
    expect(await works(cookie)).toBe(true)
    await onWidget('site_sign_in.turn_off', owner)
    expect(await works(cookie)).toBe(false)
    expect(await post(sign(claims()))).toBe('refused:off')
    key = await turnOn()
    expect(await works(cookie)).toBe(false)
  })

  test('addresses are those of web pages, without secrets', async () => {
    for (const wrong of [
      'javascript:alert(1)',
      'shop.example',
      'https://a:b@shop.example/',
      'https://shop.example/#x',
    ]) {
      const refused = await errorOf(await change('viewer', [wrong]))
      expect([wrong, refused.code, refused.field]).toEqual([wrong, 'invalid_field', 'back_to.0'])
    }
    expect((await change('moderator', [])).status).toBe(422)
  })
})

describe('ENTER-4 a person that the site signed in', () => {
  const operations = Object.values(dashboardOperations) as readonly Operation[]
  const behind = operations.filter(needsSession)
  const params = (widget: number) => ({
    widget_id: widget,
    report_id: 'none',
    account_id: 'none',
    invite_id: 'none',
    task_id: 'none',
    room_id: 1,
    broadcast_id: 'none',
    job_id: 'none',
  })
  let admin: string
  beforeAll(async () => {
    key = await turnOn(widget_id, 'admin')
    await turnOn(otherId, 'admin')
    admin = await enter({ role: 'admin' })
  })
  const ask = async ({ id, body }: Operation, widget: number) => {
    const wanted = { params: params(widget), cookie: admin, ...(body && { body: {} }) }
    return (await errorOf(await dashboard.ask(id as DashboardOperationId, wanted)))?.code ?? 'done'
  }

  test.each(behind)('a person that the site signed in finds nothing of another widget: $id', async (operation) => {
    if (operation.id === 'widgets.list') return
    const about = operation.path.includes('{widget_id}')
    const expected =
      operation.access === 'administrator'
        ? 'not_found'
        : !isBySite(operation)
          ? 'forbidden'
          : about
            ? 'not_found'
            : 'done'
    expect([operation.id, await ask(operation, otherId)]).toEqual([operation.id, expected])
  })

  test('a person that the site signed in does what the role may, but for team, keys and accounts', async () => {
    const refused: string[] = []
    for (const operation of behind) {
      if (operation.access === 'administrator') continue
      const least = leastRole(operation)
      const byRole = least === null || mayActAs('admin', least)
      const code = await ask(operation, widget_id)
      if (!isBySite(operation) || !byRole) expect([operation.id, code]).toEqual([operation.id, 'forbidden'])
      else expect([operation.id, code]).not.toEqual([operation.id, 'forbidden'])
      if (code === 'forbidden') refused.push(operation.id)
    }
    expect(refused).toEqual(
      expect.arrayContaining([
        'account.safety',
        'password.change',
        'two_factor.start',
        'widgets.create',
        'widgets.delete',
        'widget_keys.reveal',
        'widget_keys.rotate',
        'connect.create_code',
        'team.invite',
        'team.change_role',
        'join.accept',
        'site_sign_in.get',
        'site_sign_in.turn_on',
      ]),
    )
  })

  test('ASK-12 a person that the site signed in changes settings, but no address that gets the API password', async () => {
    expect((await onWidget('widgets.change', admin, { settings: { messages_per_minute: 9 } })).status).toBe(200)
    for (const body of [
      { users_info_url: 'https://evil.example/?ids={ids}' },
      { origins: ['https://evil.example'] },
      ...Object.keys(CALLED_WITH_PASSWORD).map((name) => ({
        settings: { [name]: 'https://evil.example/{query}/{user_id}' },
      })),
    ]) {
      expect(await errorOf(await onWidget('widgets.change', admin, body))).toMatchObject({ code: 'forbidden' })
    }
    const elsewhere = { user_id: '1', users_info_url: 'https://evil.example/?ids={ids}' }
    const refusal = await errorOf(await onWidget('site.connection_test', admin, elsewhere))
    expect(refusal).toMatchObject({ code: 'forbidden', field: 'users_info_url' })
  })

  test('a person that the site signed in is named in the dashboard as in the log', async () => {
    const made = await onWidget('widget_rooms.create', admin, { title: 'Club' })
    expect(made.status).toBe(201)
    const last = (await entries()).at(-1)
    expect(last).toMatchObject({ actor: 'Anna (user 42 of the site)', action: 'widget_rooms.create' })
    const log = await read<{ entries: { actor: string }[] }>(await onWidget('audit.list', admin))
    expect(log.entries[0]?.actor).toBe('Anna (user 42 of the site)')
  })

  test('a person that the site signed in reads no live messages of another widget', async () => {
    const answer = await dashboard.fetch(`/api/dashboard/v1/widgets/${otherId}/monitor/stream?session=x`, {
      headers: { cookie: admin },
    })
    expect(answer.status).toBe(404)
  })

  test('a person that the site signed in opens no other widget by a changed cookie', async () => {
    const forged = admin.replace(`site_session=${widget_id}.`, `site_session=${otherId}.`)
    expect(forged).not.toBe(admin)
    expect(await works(forged)).toBe(false)
  })
})
