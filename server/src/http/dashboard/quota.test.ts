import { afterEach, expect, test } from 'bun:test'
import { type Dashboard, errorOf, startDashboard } from '../testing/dashboard.ts'

let dashboard: Dashboard
afterEach(() => dashboard.stop())

const create = (cookie: string) => dashboard.ask('widgets.create', { cookie, body: { name: 'Shop' } })

test('LIFE-12 an account makes as many widgets as the quota, also when it asks for forty at once; others are not affected', async () => {
  dashboard = await startDashboard(undefined, { widgetsPerAccount: 3 })
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

test('LIFE-12 an account changes as much in a minute as the limit says, then is told how long to wait; others are not affected', async () => {
  dashboard = await startDashboard(undefined, { changesPerMinute: 6 })
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
