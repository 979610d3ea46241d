import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TaskView } from '@imbachat/protocol/http/moderation/people'
import { createApp } from '@imbachat/server/app'
import { resolveConfig } from '@imbachat/server/config/config'
import { parseEnv } from '@imbachat/server/config/env'
import { eventually } from '../../sdk/src/testing/until.ts'
import { clusterNode } from './cluster-node.ts'
import { freePorts } from './free-ports.ts'

const OWNER = { email: 'ann@shop.example', password: 'correct horse battery' }
/** So that no other text has it by chance. */
const GONE = 'erased-user-7f3a'
const SECRET_WORDS = 'my very secret words'
/** So many that a busy machine does not erase them all between two looks. */
const MESSAGES = 4_000

const dataDir = mkdtempSync(join(tmpdir(), 'imbachat-erase-'))
const [port = 0] = freePorts(1)
const env = { PORT: String(port), DATA_DIR: dataDir, LOG_LEVEL: 'warn', PUBLIC_URL: `http://localhost:${port}` }
const server = clusterNode(port, env)
let widgetId: number
let room_id: number
let cookie = ''

beforeAll(async () => {
  const app = await createApp(resolveConfig(parseEnv({ ...env, LOG_LEVEL: 'silent' })))
  const { account_id } = await app.accounts.create(OWNER)
  widgetId = (await app.widgets.create(account_id, { name: 'Shop' })).id
  const { chat } = app.store
  for (const user_id of [GONE, 'stays']) await chat.touchUser({ widget_id: widgetId, user_id })
  room_id = (await chat.openDialog({ widget_id: widgetId, user_id: GONE, peer_id: 'stays', needAccess: false })).room_id
  const message = { widget_id: widgetId, room_id, text: SECRET_WORDS, reply_to: null }
  await Promise.all(
    Array.from({ length: MESSAGES }, (_, n) =>
      chat.appendMessage({ ...message, sender_id: n % 8 ? GONE : 'stays', client_id: crypto.randomUUID() }),
    ),
  )
  const heart = { user_id: GONE, emoji: '❤️', on: true }
  await chat.changeReactions({ widget_id: widgetId, room_id, seq: 1, changes: [heart] })
  const report = { widget_id: widgetId, id: crypto.randomUUID(), room_id, seq: 2, user_id: null, reporter_id: 'stays' }
  await chat.putReport({ ...report, reason: 'spam', comment: '' })
  await app.stop()
  await server.start()
})
afterAll(async () => {
  await server.end('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

async function ask(method: string, path: string, body?: unknown): Promise<Response> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/dashboard/v1${path}`, {
    method,
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/json', cookie },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
  expect(answer.status).toBeLessThan(300)
  return answer
}

test('ERASE-2 PEOPLE-4 an erasure that a killed server left goes on, and no column keeps the id', async () => {
  const signedIn = await ask('POST', '/session', OWNER)
  cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  const task = async () => {
    const { tasks } = (await (await ask('GET', `/widgets/${widgetId}/tasks`)).json()) as { tasks: TaskView[] }
    return tasks[0]
  }
  await ask('POST', `/widgets/${widgetId}/people/erase`, { user_id: GONE, confirm: GONE })
  await eventually(async () => expect((await task())?.changed).toBeGreaterThan(0))
  await server.end('SIGKILL')
  // what it had done is stored, and more is left
  const left = rows('message').filter(({ sender_id }) => sender_id === GONE).length
  expect([left > 0, left < (MESSAGES * 7) / 8]).toEqual([true, true])

  await server.start()
  await eventually(async () => expect(await task()).toMatchObject({ state: 'done' }), 60_000)
  const erased = await task()
  // no message is counted twice, and none is left out
  expect(erased).toMatchObject({ changed: (MESSAGES * 7) / 8 })
  await server.end('SIGTERM')
  const messages = rows('message').toSorted((a, b) => Number(a.seq) - Number(b.seq))
  expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: MESSAGES }, (_, n) => n + 1))
  expect(messages.filter(({ text }) => text !== null)).toHaveLength(MESSAGES / 8)
  // the audit log and the task say who was erased, so that it can be proved
  for (const table of tables().filter((name) => !['audit', 'task'].includes(name))) {
    const found = rows(table).filter((row) => JSON.stringify(row).includes(GONE))
    expect([table, found]).toEqual([table, []])
  }
})

const read = <T>(statement: string) => {
  const database = new Database(join(dataDir, 'imbachat.sqlite'), { readonly: true })
  try {
    return database.query(statement).all() as T[]
  } finally {
    database.close()
  }
}
const tables = () =>
  read<{ name: string }>("select name from sqlite_master where type = 'table'").map(({ name }) => name)
const rows = (table: string) => read<Record<string, unknown>>(`select * from "${table}"`)
