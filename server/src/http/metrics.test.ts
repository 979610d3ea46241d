import { afterAll, beforeAll, expect, test } from 'bun:test'
import { PROTOCOL_VERSION } from '@imbachat/protocol'
import { refusalOf } from '../../../sdk/src/testing/refusal-of.ts'
import { createApp } from '../app.ts'
import { sign } from '../chat/identity/testing/test-tokens.ts'
import { resolveConfig } from '../config/config.ts'
import { parseEnv } from '../config/env.ts'
import { TestSocket } from '../realtime/testing/test-socket.ts'
import { freshDataDir } from '../store/testing/data-dir.ts'
import { freePort } from '../testing/free-port.ts'

const TOKEN = 'a token of the scraper'
const { dataDir, remove } = freshDataDir()
const start = (more: Record<string, string>) =>
  createApp(resolveConfig(parseEnv({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...more })))

let app: Awaited<ReturnType<typeof start>>
let widget_id: number

beforeAll(async () => {
  app = await start({ METRICS_TOKEN: TOKEN })
  widget_id = (await app.widgets.create(null, { name: 'Shop', origins: [] })).id
})
afterAll(async () => {
  await app.stop()
  remove()
})

const scrape = (authorization = `Bearer ${TOKEN}`, url = app.config.publicUrl) =>
  fetch(`${url}/metrics`, { headers: { authorization } })

async function signIn(user_id: string): Promise<TestSocket> {
  const [key = ''] = (await app.widgets.find(widget_id))?.secretKeys ?? []
  const socket = new TestSocket(new WebSocket(`ws://127.0.0.1:${app.config.port}/imbachat/v1/${widget_id}/ws`))
  await new Promise((resolve) => socket.raw.addEventListener('open', resolve))
  await socket.request('auth', {
    v: PROTOCOL_VERSION,
    token: sign({ user_id, exp: Math.floor(Date.now() / 1000) + 600 }, { key }),
  })
  return socket
}

test('METRIC-1 only a scraper with the token reads the metrics, and nobody where none is set', async () => {
  expect((await scrape()).status).toBe(200)
  for (const wrong of ['', 'Bearer wrong', TOKEN, `Bearer ${TOKEN}x`]) {
    const answer = await scrape(wrong)
    expect([wrong, answer.status]).toEqual([wrong, 401])
    expect(await answer.text()).not.toContain('imbachat_')
  }
  await app.stop()
  app = await start({})
  expect((await scrape()).status).toBe(404)
  await app.stop()
  app = await start({ METRICS_TOKEN: TOKEN })
})

test('METRIC-2 the delay of the event loop is a summary whose sum and count only rise', async () => {
  const read = async () => {
    const text = await (await scrape()).text()
    const of = (name: string) =>
      Number(new RegExp(`^imbachat_event_loop_delay_seconds${name} (\\S+)$`, 'm').exec(text)?.[1])
    expect(text).toContain('# TYPE imbachat_event_loop_delay_seconds summary')
    return { sum: of('_sum'), count: of('_count'), p99: of('{quantile="0.99"}') }
  }
  const before = await read()
  let after = before
  while (after.count === before.count) after = await read()
  expect(after.sum).toBeGreaterThan(before.sum)
  expect(after.p99).toBeGreaterThanOrEqual(0)
})

test('METRIC-1 METRICS_PORT serves the metrics apart from the chat', async () => {
  const port = String(freePort())
  await app.stop()
  app = await start({ METRICS_PORT: port })
  expect((await scrape('')).status).toBe(404)
  expect((await scrape('', `http://127.0.0.1:${port}`)).status).toBe(200)
  expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(404)
  await app.stop()
  app = await start({ METRICS_TOKEN: TOKEN })
})

test('METRIC-1 a METRICS_PORT that is in use stops the start, is named, and leaves neither port nor data open', async () => {
  const other = Bun.serve({ port: freePort(), hostname: '127.0.0.1', fetch: () => new Response() })
  const folder = freshDataDir()
  const chatPort = freePort()
  const env = { PORT: String(chatPort), DATA_DIR: folder.dataDir, LOG_LEVEL: 'silent' }
  const starting = (metricsPort: number | undefined) =>
    createApp(resolveConfig(parseEnv({ ...env, METRICS_PORT: String(metricsPort) })))
  expect((await refusalOf(starting(other.port))).message).toContain(`METRICS_PORT is ${other.port}`)
  expect(await refusalOf(fetch(`http://127.0.0.1:${chatPort}/health`))).toBeInstanceOf(Error)
  await other.stop(true)
  // the same process takes the same port and data at the next try
  const started = await starting(other.port)
  expect((await fetch(`http://127.0.0.1:${chatPort}/health`)).status).toBe(200)
  await started.stop()
  folder.remove()
})

test('METRIC-1 a PORT that is in use stops the start and leaves no METRICS_PORT open', async () => {
  const other = Bun.serve({ port: freePort(), hostname: '127.0.0.1', fetch: () => new Response() })
  const folder = freshDataDir()
  const metricsPort = freePort()
  const env = { PORT: String(other.port), METRICS_PORT: String(metricsPort) }
  const config = resolveConfig(parseEnv({ ...env, DATA_DIR: folder.dataDir, LOG_LEVEL: 'silent' }))
  expect((await refusalOf(createApp(config))).message).toContain(
    `PORT is ${other.port}: something else already listens`,
  )
  expect(await refusalOf(fetch(`http://127.0.0.1:${metricsPort}/metrics`))).toBeInstanceOf(Error)
  await other.stop(true)
  folder.remove()
})

test('METRIC-1 a METRICS_PORT that is PORT is refused before anything is opened', () => {
  const env = parseEnv({ PORT: '8123', METRICS_PORT: '8123' })
  expect(() => resolveConfig(env)).toThrow('METRICS_PORT is 8123: PORT is the same; choose another')
})

test('METRIC-2 requests, commits, connections, HTTP and the process are counted', async () => {
  const ann = await signIn('ann-the-user')
  const bob = await signIn('bob-the-user')
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob-the-user' })).room
  const message = { room_id, client_id: crypto.randomUUID(), text: 'words-of-ann' }
  await ann.request('message.send', message)
  await ann.refusal('message.send', { ...message, client_id: crypto.randomUUID(), text: '' })
  await fetch(`${app.config.publicUrl}/imbachat/v1/${widget_id}/frame`)
  const text = await (await scrape()).text()
  for (const line of [
    'imbachat_requests_total{operation="message.send",outcome="ok"} 1',
    'imbachat_requests_total{operation="message.send",outcome="refused"} 1',
    'imbachat_request_duration_seconds_count{operation="auth"} 2',
    'imbachat_commit_duration_seconds_count 1',
    'imbachat_connections{transport="websocket"} 2',
    'imbachat_connections{transport="stream"} 0',
    'imbachat_bus_link{state="alone"} 1',
    'imbachat_events_total{event="message",from="here"} 1',
    'imbachat_http_requests_total{route="/imbachat/v1/:widget_id/frame",status="2xx"} 1',
  ]) {
    expect(text).toContain(`${line}\n`)
  }
  for (const name of ['process_resident_memory_bytes', 'imbachat_disk_free_bytes', 'imbachat_database_bytes']) {
    expect(text).toMatch(new RegExp(`^${name}(?:{[^}]*})? [1-9]`, 'm'))
  }
  ann.raw.close()
  bob.raw.close()
})

test('METRIC-3 no label has data of users, sites or widgets, whatever visitors ask for', async () => {
  await fetch(`${app.config.publicUrl}/no/such/page-of-a-visitor?secret=1`)
  await fetch(`${app.config.publicUrl}/imbachat/v1/${widget_id}/files/a-file/original?ticket=a-ticket`)
  const text = await (await scrape()).text()
  expect(text).not.toMatch(/the-user|words-of-ann|page-of-a-visitor|a-file|a-ticket|secret/)
  const routes = new Set([...text.matchAll(/route="([^"]*)"/g)].map(([, route]) => route))
  expect([...routes].filter((route) => /\/\d+(?:\/|$)/.test(route ?? ''))).toEqual([])
})
