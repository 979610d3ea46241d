import { afterAll, beforeAll, expect, test } from 'bun:test'
import { unzipSync } from 'fflate'
import { type Dashboard, errorOf, startDashboard } from '../testing/dashboard.ts'
import { wordpressZip } from './plugin-zip.ts'

let dashboard: Dashboard

beforeAll(async () => {
  dashboard = await startDashboard()
})

afterAll(() => dashboard.stop())

const post = (path: string, body: string) =>
  dashboard.fetch(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } })

test('SITE-10 the start page answers 200, says what this is and links to the dashboard', async () => {
  const answer = await dashboard.fetch('/')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-type')).toStartWith('text/html')
  expect(answer.headers.get('content-security-policy')).not.toContain('unsafe')
  const html = await answer.text()
  expect(html).toContain('This is a chat server.')
  expect(html).toContain('<a href="/dashboard">')
  expect((await dashboard.fetch('/', { method: 'HEAD' })).status).toBe(200)
  const russian = await dashboard.fetch('/', { headers: { 'accept-language': 'ru-RU,ru;q=0.9' } })
  expect(await russian.text()).toContain('Открыть личный кабинет')
})

test('SITE-10 the old plugin’s sync is refused with the address of a page that says how to connect', async () => {
  const answer = await post('/developers/api/v1/sync', JSON.stringify({ host: 'shop.example', dev_id: -1 }))
  expect(answer.status).toBe(403)
  const { code, message } = await errorOf(answer)
  expect(code).toBe('forbidden')
  expect(message).toContain('https://chat.example/#wordpress')
})

test.each([
  ['/imbachat/v1/7/get_user_support', { success: false }],
  ['/imbachat/v1/widget/imba_get_widgets', []],
  ['/imbachat/api/wp_stat', { success: true }],
  ['/imbachat/api/plugin_rate', { success: true }],
  ['/imbachat/api/deactivation_stat', { success: true }],
  ['/v1/feedback', { success: true }],
])('SITE-10 the old plugin’s %s is answered with 200 whatever it sends', async (path, expected) => {
  for (const body of ['{"secret":"s","email":"ann@shop.example"}', 'not json', '']) {
    const answer = await post(path, body)
    expect([answer.status, (await answer.json()) as unknown]).toEqual([200, expected])
  }
})

test('SITE-11 a secret in the address of the old sign-in link is neither accepted nor logged', async () => {
  const answer = await dashboard.fetch('/visitor/login-user?token=THE-SECRET')
  expect([answer.status, answer.headers.get('location')]).toEqual([302, '/dashboard'])
  expect(answer.headers.getSetCookie()).toEqual([])
  expect(JSON.stringify(dashboard.logged)).not.toContain('THE-SECRET')
})

test('SITE-12 the plugin’s zip has the server’s address and no secret, and is the same each time', async () => {
  const answer = await dashboard.fetch('/integrations/imbachat-wordpress.zip')
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-disposition')).toContain('attachment')
  const bytes = new Uint8Array(await answer.arrayBuffer())
  const files = unzipSync(bytes)
  expect(Object.keys(files)).toContain('self-hosted-user-chat/self-hosted-user-chat.php')
  expect(Object.keys(files)).toContain('self-hosted-user-chat/readme.txt')
  expect(Object.keys(files)).toContain('self-hosted-user-chat/uninstall.php')
  expect(new TextDecoder().decode(files['self-hosted-user-chat/chat-server.php'])).toContain(
    "return 'https://chat.example';",
  )
  const again = await dashboard.fetch('/integrations/imbachat-wordpress.zip')
  expect(new Uint8Array(await again.arrayBuffer())).toEqual(bytes)
})

test('RELEASE-3 the plugin’s zip of a release has its files and names no server', async () => {
  const names = Object.keys(unzipSync(await wordpressZip(null)))
  expect(names).toContain('self-hosted-user-chat/self-hosted-user-chat.php')
  expect(names).not.toContain('self-hosted-user-chat/chat-server.php')
  expect(names).not.toContain('self-hosted-user-chat/README.md')
})
