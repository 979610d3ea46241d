import { afterEach, expect, test } from 'bun:test'
import type { DashboardOperationId } from '@imbachat/protocol/http/dashboard'
import { type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
afterEach(() => dashboard.stop())

const create = (cookie: string) => dashboard.ask('widgets.create', { cookie, body: { name: 'Shop' } })

test('LIFE-12 an account makes as many widgets as its quota, also of forty at once; others go on', async () => {
  dashboard = await startDashboard(undefined, { limits: { WIDGETS_PER_ACCOUNT: 3 } })
  const ann = await dashboard.signedIn('ann@shop.example')
  const bob = await dashboard.signedIn('bob@shop.example')
  const answers = await Promise.all(Array.from({ length: 40 }, () => create(ann)))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(3)
  const refused = answers.find(({ status }) => status !== 201)
  expect(refused?.status).toBe(403)
  expect(refused && (await errorOf(refused))).toMatchObject({
    code: 'forbidden',
    message: 'an account may have at most 3 widgets',
  })
  expect((await create(bob)).status).toBe(201)
})

test('LIFE-12 above its rate of changes an account gets the time to wait', async () => {
  dashboard = await startDashboard(undefined, { limits: { DASHBOARD_CHANGES_PER_MINUTE: 6 } })
  const ann = await dashboard.signedIn('ann@shop.example')
  const bob = await dashboard.signedIn('bob@shop.example')
  const answers = await Promise.all(Array.from({ length: 40 }, () => create(ann)))
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(6)
  const refused = await create(ann)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '10'])
  expect((await errorOf(refused)).code).toBe('rate_limited')
  expect((await dashboard.ask('widgets.list', { cookie: ann })).status).toBe(200)
  expect((await create(bob)).status).toBe(201)
  dashboard.clock.elapse(10_000)
  expect((await create(ann)).status).toBe(201)
})

test('LIFE-12 an account searches as much in a minute as it may; plain lists are not counted', async () => {
  dashboard = await startDashboard(undefined, { limits: { DASHBOARD_SEARCHES_PER_MINUTE: 6 } })
  const ann = await dashboard.signedIn('ann@shop.example')
  const bob = await dashboard.signedIn('bob@shop.example')
  const widgetOf = async (cookie: string) =>
    ((await (await create(cookie)).json()) as { widget: { widget_id: number } }).widget.widget_id
  const params = { widget_id: await widgetOf(ann) }
  const searches = [
    ['people.list', { query: 'a' }],
    ['widget_rooms.list', { query: 'a' }],
    ['audit.list', {}],
    ['statistics.get', { from: '0', to: '1' }],
  ] as const
  const ask = ([id, query]: readonly [DashboardOperationId, Record<string, string>]) =>
    dashboard.ask(id, { cookie: ann, params, query })
  for (const search of [...searches, ...searches.slice(0, 2)]) expect((await ask(search)).status).toBe(200)
  for (const search of searches) {
    const refused = await ask(search)
    expect([search, refused.status, refused.headers.get('retry-after')]).toEqual([search, 429, '10'])
    expect((await errorOf(refused)).code).toBe('rate_limited')
  }
  expect((await ask(['people.list', {}])).status).toBe(200)
  expect((await ask(['widget_rooms.list', {}])).status).toBe(200)
  const ofBob = { cookie: bob, params: { widget_id: await widgetOf(bob) } }
  expect((await dashboard.ask('audit.list', ofBob)).status).toBe(200)
  dashboard.clock.elapse(10_000)
  expect((await ask(['audit.list', {}])).status).toBe(200)
})
