import { expect, test } from 'bun:test'
import { silentLog } from '../../chat/log.ts'
import { manualClock } from '../../chat/testing/manual-clock.ts'
import { theAssets } from '../assets.ts'
import type { RouterDeps } from '../router.ts'
import { bareRouter, type Router } from './bare-router.ts'
import { createLateRouter } from './late-router.ts'

const deps = {
  config: { publicUrl: 'https://chat.example', loopback: false },
  log: silentLog,
  clock: manualClock(),
  widgets: { find: async () => null },
  assets: await theAssets(),
  chat: { limits: {} },
  statistics: { counters: { script() {} } },
  health: () => 'ready',
} as unknown as RouterDeps
const env = { address: '203.0.113.7', countedAddress: null, requestId: null }

function start(make: () => Promise<Router>) {
  const router = createLateRouter(deps, make)
  return async (path: string) => (await router.fetch(new Request(`https://chat.example${path}`), env)).status
}

async function wholeRouter(): Promise<Router> {
  const app = bareRouter(deps)
  app.get('/dashboard', (c) => c.text('here'))
  return app
}

test('requests of pages and of load balancers wait for no other routes', async () => {
  const statusOf = start(() => Promise.reject(new Error('not needed')))
  expect(await statusOf('/health')).toBe(200)
  expect(await statusOf('/imbachat/v1/7/widget')).toBe(404)
  expect(await statusOf('/imbachat/assets/none.js')).toBe(404)
})

test('the first of any other requests makes the other routes, once', async () => {
  let made = 0
  const statusOf = start(() => {
    made++
    return wholeRouter()
  })
  expect(await Promise.all(['/dashboard', '/dashboard', '/nothing'].map(statusOf))).toEqual([200, 200, 404])
  expect(made).toBe(1)
})

test('routes that could not be made are made again by the next request', async () => {
  let tries = 0
  const statusOf = start(() => (++tries === 1 ? Promise.reject(new Error('no memory')) : wholeRouter()))
  const failed = await statusOf('/dashboard').then(
    () => null,
    (error: Error) => error.message,
  )
  expect(failed).toBe('no memory')
  expect(await statusOf('/dashboard')).toBe(200)
})
