import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { createApp } from '../app.ts'
import { resolveConfig } from '../config/config.ts'
import { parseEnv } from '../config/env.ts'
import { serviceOfNodes } from '../realtime/testing/nodes.ts'
import { freshDataDir } from '../store/testing/data-dir.ts'
import { createLogger } from './logger.ts'

type Line = Record<string, unknown> & { message: string }

/** A log at level `debug`, as its reader has it. */
function read() {
  const lines: Line[] = []
  const log = createLogger({ level: 'debug', write: (line) => lines.push(JSON.parse(line) as Line) })
  const of = (message: string, fields: Record<string, unknown> = {}) =>
    lines.filter(
      (line) => line.message === message && Object.entries(fields).every(([name, value]) => line[name] === value),
    )
  return { lines, log, of }
}

describe('two nodes', () => {
  const logs = [read(), read()] as const
  const { node, siteKnows } = serviceOfNodes(2, (n) => logs[n]?.log)

  test("TRACE-1 a message is found in the log from its sender's request to its delivery on another node", async () => {
    const [here, there] = logs
    siteKnows('ann', 'bob')
    const [ann, bob] = [await node(0).signIn('ann'), await node(1).signIn('bob')]
    const { room } = await ann.request('dialog.open', { user_id: 'bob' })
    const client_id = crypto.randomUUID()
    const text = 'only for Bob'
    // More than the logger writes of other lines.
    for (let n = 0; n < 15; n++) {
      const message = { room_id: room.room_id, client_id: n === 14 ? client_id : crypto.randomUUID(), text }
      await ann.request('message.send', message)
    }
    await bob.event('message', ({ message }) => message.client_id === client_id)

    const [came] = here.of('a request came', { client_id })
    expect(came).toMatchObject({ request: 'message.send', user_id: 'ann', room_id: room.room_id })
    expect(here.of('a request was answered', { request_id: came?.request_id })).toMatchObject([{ outcome: 'ok' }])
    expect(here.of('a message reached the store', { client_id })).toMatchObject([{ outcome: 'appended', seq: 15 }])
    expect(here.of('an event is published', { client_id })).toMatchObject([{ event: 'message', rev: 15 }])
    expect(there.of('an event came from another node', { client_id })).toMatchObject([{ rev: 15 }])
    expect(there.of('a change was sent to connections', { client_id })).toMatchObject([{ rev: 15, connections: 1 }])
    expect(here.of('a request came', { request: 'message.send' })).toHaveLength(15)
    expect(JSON.stringify([...here.lines, ...there.lines])).not.toContain(text)
  })

  test('TRACE-2 an error reply has the request id under which the log has the request', async () => {
    const ann = await node(0).signIn('ann')
    const refused = await ann.refusal('message.send', { room_id: 999, client_id: crypto.randomUUID(), text: 'hi' })
    const [answered] = logs[0].of('a request was answered', { request_id: refused.request_id })
    expect(answered).toMatchObject({ outcome: 'room_not_found', request: 'message.send' })
    for (const frame of ['{', 'x'.repeat(70_000), '{"t":"rooms.get","id":"x"}']) {
      const { code, request_id } = await ann.answerTo(frame)
      expect(request_id).toMatch(/^[0-9a-f]{8}-\w+-0$/)
      expect(logs[0].of('a frame was refused', { request_id }).map(({ outcome }) => outcome)).toContain(code)
    }
  })
})

describe('HTTP', () => {
  const { dataDir, remove } = freshDataDir()
  const { log, of } = read()
  let app: Awaited<ReturnType<typeof createApp>>
  beforeAll(async () => {
    const env = { PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'debug', TRUSTED_PROXIES: '127.0.0.1/32' }
    app = await createApp(resolveConfig(parseEnv(env)), { log })
  })
  afterAll(async () => {
    await app.stop()
    remove()
  })

  const ask = async (path: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(`http://127.0.0.1:${app.config.port}${path}`, { headers })
    return { id: answer.headers.get('x-request-id'), text: await answer.text() }
  }

  test('TRACE-3 each answer has X-Request-Id, and its error and log line the same id', async () => {
    const [first, second] = [await ask('/health'), await ask('/nowhere')]
    expect(first.id).toMatch(/^[\w-]{8,}$/)
    expect(second.id).not.toBe(first.id)
    expect(JSON.parse(second.text)).toMatchObject({ error: { code: 'not_found', request_id: second.id } })
    expect(of('an HTTP request was answered', { request_id: first.id })).toMatchObject([
      { method: 'GET', route: '/health', status: 200 },
    ])
  })

  test('TRACE-3 a WebSocket address that is asked by HTTP answers with an id, too', async () => {
    const { id, text } = await ask('/imbachat/v1/1/stream')
    expect(JSON.parse(text)).toMatchObject({ error: { request_id: id } })
  })

  test('TRACE-3 the id of a trusted proxy is taken if it is short and plain', async () => {
    expect((await ask('/health', { 'x-request-id': 'edge-7f3a.1' })).id).toBe('edge-7f3a.1')
    for (const wrong of ['a b', 'x'.repeat(65), '"quoted"', '<script>']) {
      expect((await ask('/health', { 'x-request-id': wrong })).id).not.toBe(wrong)
    }
  })
})

test('TRACE-3 the id of a visitor who comes through no trusted proxy is not taken', async () => {
  const { dataDir, remove } = freshDataDir()
  const app = await createApp(resolveConfig(parseEnv({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent' })))
  const answer = await fetch(`http://127.0.0.1:${app.config.port}/health`, { headers: { 'x-request-id': 'mine' } })
  expect(answer.headers.get('x-request-id')).not.toBe('mine')
  await app.stop()
  remove()
})
