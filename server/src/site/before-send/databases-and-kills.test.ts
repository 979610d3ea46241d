import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createHmac } from 'node:crypto'
import { PROTOCOL_VERSION } from '@imbachat/protocol'
import { until } from '../../../../sdk/src/testing/until.ts'
import { TestSocket } from '../../realtime/testing/test-socket.ts'
import { freshDataDir } from '../../store/testing/data-dir.ts'
import { testPostgresWithTables } from '../../store/testing/test-postgres.ts'
import { type Decider, startDecider } from './testing/decider.ts'

let site: Decider
beforeAll(() => {
  site = startDecider()
})
afterAll(() => site.stop())

interface Ready {
  url: string
  widget_id: number
  key: string
}

async function start(env: Record<string, string>) {
  const ready = Promise.withResolvers<Ready>()
  const { PATH = '' } = process.env
  const server = Bun.spawn([process.execPath, new URL('./testing/server.ts', import.meta.url).pathname], {
    env: { PATH, PORT: '0', LOG_LEVEL: 'error', SEARCH: 'off', BEFORE_SEND_URL: site.url, ...env },
    stdio: ['ignore', 'ignore', 'inherit'],
    ipc: (message) => ready.resolve(message),
  })
  void server.exited.then(() => ready.reject(new Error('the server ended before it was ready')))
  const { url, widget_id, key } = await ready.promise
  return {
    async signIn(user_id: string): Promise<TestSocket> {
      const socket = new TestSocket(new WebSocket(`${url.replace('http', 'ws')}/imbachat/v1/${widget_id}/ws`))
      await new Promise((resolve) => socket.raw.addEventListener('open', resolve))
      const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
      const signed = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ user_id, exp: Math.floor(Date.now() / 1000) + 600 })}`
      const token = `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`
      await socket.request('auth', { v: PROTOCOL_VERSION, token })
      return socket
    },
    async kill() {
      server.kill('SIGKILL')
      await server.exited
    },
  }
}

async function survivesKills(env: Record<string, string>): Promise<void> {
  const server = await start(env)
  const ann = await server.signIn('ann')
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  const ids = { slow: '', quick: '', changed: '', held: '', waits: '' }
  for (const name of Object.keys(ids) as (keyof typeof ids)[]) ids[name] = crypto.randomUUID()
  const frame = (name: keyof typeof ids) => ({ room_id, client_id: ids[name], text: name })
  const slow = Promise.withResolvers<object>()
  site.answers(({ id }: { id: string }) => {
    if (id === ids.slow) return slow.promise
    if (id === ids.changed) return { action: 'change', text: 'another text' }
    if (id === ids.held) return { action: 'hold', reason: 'advert' }
    return id === ids.waits ? new Promise(() => {}) : { action: 'accept' }
  })
  const both = [ann.request('message.send', frame('slow')), ann.request('message.send', frame('quick'))]
  await until(() => site.asked.length === 1)
  slow.resolve({ action: 'accept' })
  expect((await Promise.all(both)).map(({ seq }) => seq)).toEqual([1, 2])
  expect(await ann.request('message.send', frame('changed'))).toMatchObject({
    seq: 3,
    stored: { text: 'another text' },
  })
  expect(await ann.request('message.send', frame('held'))).toMatchObject({ held: true })
  void ann.request('message.send', frame('waits')).catch(() => undefined)
  await until(() => site.asked.some(({ id }) => id === ids.waits))
  await server.kill()

  const again = await start(env)
  const back = await again.signIn('ann')
  site.asked.length = 0
  site.answers({ action: 'refuse', reason: 'never' })
  expect(await back.request('message.send', frame('slow'))).toMatchObject({ seq: 1 })
  expect(await back.request('message.send', frame('changed'))).toMatchObject({
    seq: 3,
    stored: { text: 'another text' },
  })
  expect(await back.request('message.send', frame('held'))).toMatchObject({ held: true })
  expect(site.asked).toEqual([])
  // nothing of it was decided before
  expect(await back.refusal('message.send', frame('waits'))).toMatchObject({ code: 'refused_by_site', reason: 'never' })
  expect(site.asked.map(({ id }) => id)).toEqual([ids.waits])
  const { messages } = await back.request('messages.list', { room_id })
  expect(messages.map(({ text }) => text)).toEqual(['slow', 'quick', 'another text'])
  back.raw.close()
  await again.kill()
  site.asked.length = 0
}

test('ASK-7 ASK-8 on SQLite, order and outcomes survive kill -9, and an undecided message is asked about again', async () => {
  const { dataDir, remove } = freshDataDir()
  await survivesKills({ DATA_DIR: dataDir })
  remove()
})

test('ASK-7 ASK-8 on PostgreSQL, order and outcomes survive kill -9, and an undecided message is asked about again', async () => {
  const { url, remove } = await testPostgresWithTables()
  const { dataDir, remove: removeFolder } = freshDataDir()
  await survivesKills({ DATA_DIR: dataDir, DATABASE_URL: url })
  await remove()
  removeFolder()
})
