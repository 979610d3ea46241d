import { afterAll, beforeAll, beforeEach, expect, spyOn, test } from 'bun:test'
import { ChatError } from '@imbachat/protocol'
import type { WidgetCreate } from '../../dashboard/widgets/create-widget.ts'
import { type Dashboard, errorOf, startDashboard } from '../testing/dashboard.ts'

const MINUTE = 60_000

let dashboard: Dashboard
let cookie: string
let account_id: string
/** each test has an address of its own, so that tries are not counted together */
let address: string
let addresses = 0

beforeAll(async () => {
  dashboard = await startDashboard()
  cookie = await dashboard.signedIn('ann@shop.example')
  account_id = (await dashboard.accounts.first())?.account_id ?? ''
})

beforeEach(() => {
  addresses += 1
  address = `198.51.100.${addresses}`
})

afterAll(() => dashboard.stop())

const widgetWith = async (fields: Partial<WidgetCreate> = {}) =>
  (await dashboard.widgets.create(account_id, { name: 'Shop', ...fields })).id

async function codeOf(widget_id: number): Promise<string> {
  const answer = await dashboard.ask('connect.create_code', { cookie, params: { widget_id } })
  expect(answer.status).toBe(201)
  return ((await answer.json()) as { code: string }).code
}

const redeem = (code: string, site_url = 'https://shop.example/', from = address) =>
  dashboard.fetch(
    '/api/connect/v1/redeem',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, site_url }),
    },
    from,
  )

async function connectionOf(widget_id: number): Promise<unknown> {
  const answer = await dashboard.ask('connect.status', { cookie, params: { widget_id } })
  return ((await answer.json()) as { connection: unknown }).connection
}

test('SITE-4 a code gives the widget’s keys and points the widget at the plugin’s routes', async () => {
  const widget_id = await widgetWith()
  const answer = await redeem(await codeOf(widget_id), 'https://Shop.example/blog/')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(answer.headers.has('access-control-allow-origin')).toBe(false)
  const widget = await dashboard.widgets.find(widget_id)
  expect((await answer.json()) as unknown).toEqual({
    dev_id: widget_id,
    secret_key: widget?.secretKeys[0],
    api_login: widget?.api_login,
    api_password: widget?.apiPasswords[0],
  })
  expect(widget?.users_info_url).toBe('https://shop.example/blog/?rest_route=/imbachat/v1/users/{ids}')
  expect(widget?.settings.search_users_url).toBe(
    'https://shop.example/blog/?rest_route=/imbachat/v1/searchusers/{query}',
  )
  expect(widget?.origins).toEqual(['https://shop.example'])
})

test('SITE-4 a pasted code may have lower case, spaces and dashes', async () => {
  const code = await codeOf(await widgetWith())
  expect((await redeem(` ${code.toLowerCase().replaceAll('-', ' ')} `)).status).toBe(200)
})

test('SITE-5 a code works once, also when two sites use it at the same moment', async () => {
  const code = await codeOf(await widgetWith())
  const answers = await Promise.all([redeem(code), redeem(code), redeem(code)])
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 403, 403])
  expect((await redeem(code)).status).toBe(403)
})

test('SITE-5 a code stays good if what it changes could not be stored, and no second request uses it meanwhile', async () => {
  const widget_id = await widgetWith()
  await redeem(await codeOf(widget_id), 'https://shop.example/before/')
  const code = await codeOf(widget_id)
  const { change, refuseChange } = holdNextChange()
  const failing = redeem(code)
  await change
  expect((await redeem(code)).status).toBe(403)
  refuseChange()
  expect((await failing).status).toBe(503)
  expect(await connectionOf(widget_id)).toMatchObject({ site_url: 'https://shop.example/before' })
  expect((await redeem(code)).status).toBe(200)
  expect((await redeem(code)).status).toBe(403)
})

test('SITE-5 a code that could not be used stays ended by a newer one', async () => {
  const widget_id = await widgetWith()
  const code = await codeOf(widget_id)
  const { change, refuseChange } = holdNextChange()
  const failing = redeem(code)
  await change
  const newer = await codeOf(widget_id)
  refuseChange()
  expect((await failing).status).toBe(503)
  expect((await redeem(code)).status).toBe(403)
  expect((await redeem(newer)).status).toBe(200)
})

/** The next change of a widget waits, and is refused when the test says so. */
function holdNextChange() {
  const begun = Promise.withResolvers<void>()
  const refused = Promise.withResolvers<never>()
  spyOn(dashboard.widgets, 'change').mockImplementationOnce(() => {
    begun.resolve()
    return refused.promise
  })
  return {
    change: begun.promise,
    refuseChange: () => refused.reject(new ChatError('server_busy', 'not now')),
  }
}

test('SITE-5 a code ends after 15 minutes, and when a newer one is created', async () => {
  const widget_id = await widgetWith()
  const replaced = await codeOf(widget_id)
  const expired = await codeOf(widget_id)
  expect((await redeem(replaced)).status).toBe(403)
  dashboard.clock.elapse(15 * MINUTE)
  expect((await redeem(expired)).status).toBe(403)
})

test('SITE-5 the database holds no code, only its hash', async () => {
  const code = (await codeOf(await widgetWith())).replaceAll('-', '')
  const rows = await dashboard.store.readDb.selectFrom('connect_code').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain(code)
  expect(JSON.stringify(dashboard.logged)).not.toContain(code)
})

test('SITE-6 wrong, used and expired codes get one and the same answer', async () => {
  const used = await codeOf(await widgetWith())
  await redeem(used)
  const expired = await codeOf(await widgetWith())
  dashboard.clock.elapse(16 * MINUTE)
  const answers = await Promise.all([redeem(used), redeem(expired), redeem('AAAAA-BBBBB-CCCCC-DDDDD'), redeem('')])
  const refusals = await Promise.all(
    answers.map(async (answer) => [answer.status, (await answer.text()).replace(/"request_id":"[^"]+"/, '')]),
  )
  expect(new Set(refusals.map(String)).size).toBe(1)
  expect(refusals[0]?.[0]).toBe(403)
})

test('SITE-6 an address that tries too often waits, others do not', async () => {
  const code = await codeOf(await widgetWith())
  for (let tries = 0; tries < 20; tries += 1) await redeem('AAAAA')
  const refused = await redeem(code)
  expect(refused.status).toBe(429)
  expect(refused.headers.has('retry-after')).toBe(true)
  expect((await redeem(code, 'https://shop.example/', '203.0.113.9')).status).toBe(200)
})

test('SITE-7 a site that is not one of the widget’s origins is refused by name, and the code stays good', async () => {
  const widget_id = await widgetWith({ origins: ['https://shop.example'] })
  const code = await codeOf(widget_id)
  const refused = await redeem(code, 'https://evil.example/')
  expect(refused.status).toBe(403)
  expect(await errorOf(refused)).toMatchObject({ code: 'origin_not_allowed', field: 'site_url' })
  expect((await dashboard.widgets.find(widget_id))?.users_info_url).toBeNull()
  expect((await redeem(code, 'https://shop.example')).status).toBe(200)
})

test.each(['ftp://shop.example', 'shop.example', 'https://ann:pw@shop.example/', 'https://shop.example/?x={ids}', ''])(
  'SITE-7 %p is no address of a site',
  async (site_url) => {
    const code = await codeOf(await widgetWith())
    const refused = await redeem(code, site_url)
    expect(refused.status).toBe(422)
    expect((await errorOf(refused)).field).toBe('site_url')
    expect((await redeem(code)).status).toBe(200)
  },
)

test('SITE-8 the owner sees which site was connected', async () => {
  const widget_id = await widgetWith()
  expect(await connectionOf(widget_id)).toBeNull()
  await redeem(await codeOf(widget_id), 'https://first.example/')
  await dashboard.widgets.change({ account_id }, widget_id, {
    origins: ['https://first.example', 'https://second.example'],
  })
  dashboard.clock.elapse(MINUTE)
  await redeem(await codeOf(widget_id), 'https://second.example/')
  expect(await connectionOf(widget_id)).toEqual({
    site_url: 'https://second.example',
    connected_at: dashboard.clock.now(),
  })
})

test('SITE-9 codes and connections of another account’s widget do not exist', async () => {
  const params = { widget_id: (await dashboard.widgets.create('somebody else', { name: 'Other' })).id }
  expect((await dashboard.ask('connect.create_code', { cookie, params })).status).toBe(404)
  expect((await dashboard.ask('connect.status', { cookie, params })).status).toBe(404)
  expect((await dashboard.ask('connect.create_code', { params })).status).toBe(401)
})
