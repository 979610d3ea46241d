import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ASSETS_PATH, theAssets } from './assets.ts'
import { type Dashboard, startDashboard } from './testing/dashboard.ts'

let dashboard: Dashboard

beforeAll(async () => {
  dashboard = await startDashboard()
})

afterAll(() => dashboard.stop())

test.each(['/dashboard', '/dashboard/setup', '/dashboard/widgets/7/keys'])('%s is the dashboard', async (path) => {
  const answer = await dashboard.fetch(path)
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toStartWith('text/html')
  const html = await answer.text()
  expect(html).toContain('<div id="app"></div>')
  const script = html.match(/<script type="module" src="([^"]+)"/)?.[1]
  const bundle = await dashboard.fetch(script as string)
  expect(bundle.status).toBe(200)
  expect(bundle.headers.get('content-type')).toContain('javascript')
})

test("the dashboard's scripts know the paths of operations, and contain no schemas", async () => {
  const { dashboard, files } = await theAssets()
  const text = [...dashboard.scripts, ...dashboard.preloads].map((path) =>
    new TextDecoder().decode(files.get(path.slice(ASSETS_PATH.length))?.body),
  )
  expect(text.join()).toContain('/api/dashboard/v1/widgets/{widget_id}/team')
  expect(text.join()).not.toContain('_zod')
})

test("the dashboard's page runs no script but its own, is shown in no frame, and stays on https", async () => {
  const { headers } = await dashboard.fetch('/dashboard')
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).not.toContain('unsafe')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('referrer-policy')).toBe('no-referrer')
  expect(headers.get('strict-transport-security')).toBe('max-age=15552000')
})

test('over plain http nothing asks browsers to insist on https', async () => {
  const local = await startDashboard('http://localhost:8080')
  expect((await local.fetch('/dashboard')).headers.has('strict-transport-security')).toBe(false)
  await local.stop()
})

test('every answer is protected, errors too', async () => {
  for (const path of [
    '/health',
    '/ready',
    '/openapi.json',
    '/nowhere',
    '/api/dashboard/v1/session',
    '/api/dashboard/v1/widgets',
  ]) {
    const { headers } = await dashboard.fetch(path)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  }
})

test.each(['/cabinet', '/cabinet/widgets/7/keys'])('the old address %s redirects', async (path) => {
  const answer = await dashboard.fetch(path)
  expect(answer.status).toBe(301)
  expect(answer.headers.get('location')).toBe(path.replace('cabinet', 'dashboard'))
})
