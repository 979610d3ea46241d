import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROTOCOL_VERSION } from '@imbachat/protocol'
import { type DashboardOperationId, dashboardOperations, type OperationResult } from '@imbachat/protocol/http/dashboard'
import { eventually, until } from '../../../sdk/src/testing/until.ts'
import { type App, createApp } from '../app.ts'
import { type NatsServer, startNatsServer } from '../bus/testing/nats-server.ts'
import { sign } from '../chat/identity/testing/test-tokens.ts'
import { resolveConfig } from '../config/config.ts'
import { parseEnv } from '../config/env.ts'
import { StreamSocket } from '../realtime/testing/stream-socket.ts'
import { TestSocket } from '../realtime/testing/test-socket.ts'
import { startDecider } from '../site/before-send/testing/decider.ts'
import { testPostgresWithTables } from '../store/testing/test-postgres.ts'

const OWNER = { email: 'ann@shop.example', password: 'correct horse battery' }
const FIREFOX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0'
const folder = mkdtempSync(join(tmpdir(), 'imbachat-moderation-'))
let nats: NatsServer
/** Moderators ask the first; users are connected to the second. */
let nodes: [App, App]
let widget_id: number
let cookie = ''

/** Asks a node's dashboard. */
async function ask<Id extends DashboardOperationId>(
  id: Id,
  {
    params = {},
    query,
    body,
    of = nodes[0],
  }: { params?: Record<string, string | number>; query?: Record<string, string>; body?: unknown; of?: App } = {},
) {
  const answer = await request(id, { params, query, body, of })
  if (!answer.ok) throw new Error(`${id}: ${answer.status} ${await answer.text()}`)
  return (await answer.json()) as OperationResult<(typeof dashboardOperations)[Id]>
}

function request(
  id: DashboardOperationId,
  {
    params,
    query,
    body,
    of,
  }: {
    params: Record<string, string | number>
    query?: Record<string, string> | undefined
    body?: unknown
    of: App
  },
): Promise<Response> {
  const { method, path } = dashboardOperations[id]
  const named: Record<string, string | number> = { widget_id, ...params }
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(named[name])))
  const search = query ? `?${new URLSearchParams(query)}` : ''
  return fetch(`http://127.0.0.1:${of.config.port}${filled}${search}`, {
    method: method.toUpperCase(),
    headers: { 'sec-fetch-site': 'same-origin', cookie, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

async function connect(over: 'socket' | 'stream', node = 1): Promise<TestSocket> {
  const at = `127.0.0.1:${nodes[node]?.config.port}/imbachat/v1/${widget_id}`
  const raw =
    over === 'stream'
      ? new StreamSocket(`http://${at}`).asWebSocket()
      : new WebSocket(`ws://${at}/ws`, { headers: { 'user-agent': FIREFOX } } as unknown as string[])
  const socket = new TestSocket(raw)
  await new Promise<void>((open) => {
    raw.onopen = () => open()
  })
  return socket
}

async function auth(user_id: string) {
  const [key = ''] = (await nodes[0].widgets.find(widget_id))?.secretKeys ?? []
  return { v: PROTOCOL_VERSION, token: sign({ user_id, exp: Math.floor(Date.now() / 1000) + 600 }, { key }) }
}

async function signIn(user_id: string, { over = 'socket' as 'socket' | 'stream', node = 1 } = {}): Promise<TestSocket> {
  const socket = await connect(over, node)
  await socket.request('auth', await auth(user_id))
  return socket
}

/** Both nodes know of each other and answer each other: after NATS was away, each comes back at its own pace. */
async function together(): Promise<void> {
  await eventually(async () => {
    const known = await nodes[0].store.readDb.selectFrom('server_node').select('id').execute()
    expect(known).toHaveLength(nodes.length)
    for (const of of nodes) {
      expect(await ask('people.devices', { query: { user_id: 'dan' }, of })).toMatchObject({ silent_nodes: 0 })
    }
  })
}

const text = (room_id: number, words = 'hello') => ({ room_id, client_id: crypto.randomUUID(), text: words })

beforeAll(async () => {
  const [postgres, started] = await Promise.all([testPostgresWithTables(), startNatsServer()])
  nats = started
  const start = (n: number) => {
    const env = { PORT: '0', DATA_DIR: join(folder, String(n)), FILES_DIR: join(folder, 'files'), NATS_URL: nats.url }
    const same = { DATABASE_URL: postgres.url, SECRET: 'a secret of both nodes, long enough', SEARCH: 'off' }
    return createApp(resolveConfig(parseEnv({ ...env, ...same, PUBLIC_URL: 'http://localhost', LOG_LEVEL: 'silent' })))
  }
  nodes = [await start(1), await start(2)]
  const { account_id } = await nodes[0].accounts.create(OWNER)
  const settings = { messages_per_minute: 6_000 }
  widget_id = (await nodes[0].widgets.create(account_id, { name: 'Shop', settings })).id
  const answer = await request('session.sign_in', { params: {}, body: OWNER, of: nodes[0] })
  cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
})
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()))
  await nats.kill()
  rmSync(folder, { recursive: true, force: true })
})

test('MOD-1 MOD-2 a mute of one node, and its end, bind on the other as soon as the user is notified', async () => {
  const [bob, phone] = [await signIn('bob'), await signIn('bob', { over: 'stream' })]
  const { room_id } = (await bob.request('dialog.open', { user_id: 'cat' })).room
  // from here on the node remembers the sender as a user who may write
  await bob.request('message.send', text(room_id))
  await ask('people.restrict', { body: { user_id: 'bob', kind: 'mute', minutes: 5, reason: 'Spam' } })
  for (const socket of [bob, phone]) {
    expect((await socket.event('own')).items).toMatchObject([{ kind: 'standing', mute: { reason: 'Spam' } }])
    expect(await socket.refusal('message.send', text(room_id))).toMatchObject({ code: 'muted' })
  }
  await ask('people.lift', { body: { user_id: 'bob', kind: 'mute' } })
  await bob.event('own')
  await bob.request('message.send', text(room_id))
})

test('MOD-1 a mute and a ban reach a node that NATS does not reach', async () => {
  const [dan, eve] = [await signIn('dan'), await signIn('eve')]
  const { room_id } = (await dan.request('dialog.open', { user_id: 'eve' })).room
  await dan.request('message.send', text(room_id))
  await nats.kill()
  await ask('people.restrict', { body: { user_id: 'dan', kind: 'mute', minutes: 5, reason: 'Spam' } })
  await ask('people.restrict', { body: { user_id: 'eve', kind: 'ban', minutes: 5, reason: 'Fraud' } })
  await dan.event('own')
  expect(await dan.refusal('message.send', text(room_id))).toMatchObject({ code: 'muted' })
  expect(await eve.event('bye')).toMatchObject({ code: 'banned', restriction: { reason: 'Fraud' } })
  await nats.start()
  await together()
})

test('MOD-3 a ban given on one node ends the connections of the user on the other, and no node lets the user in', async () => {
  const connections = [await signIn('fay'), await signIn('fay', { over: 'stream' }), await signIn('fay', { node: 0 })]
  await ask('people.restrict', { body: { user_id: 'fay', kind: 'ban', minutes: 5, reason: 'Fraud' } })
  for (const socket of connections) {
    expect(await socket.event('bye')).toMatchObject({ code: 'banned' })
    await socket.closed
  }
  for (const node of [0, 1]) {
    const socket = await connect('socket', node)
    expect(await socket.refusal('auth', await auth('fay'))).toMatchObject({ code: 'banned' })
  }
})

test('QUEUE-5 APPEAL-4 a report and a note on one node reach the dashboards of the other', async () => {
  const stream = await fetch(
    `http://127.0.0.1:${nodes[0].config.port}/api/dashboard/v1/widgets/${widget_id}/moderation/stream`,
    { headers: { cookie } },
  )
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader()
  const decoder = new TextDecoder()
  let received = ''
  const waiting = async (wanted: string) => {
    while (!received.includes(wanted)) {
      const { value, done } = await reader.read()
      if (done) throw new Error(`the stream ended without ${wanted}`)
      received += decoder.decode(value)
    }
  }
  const { open, appeals } = await ask('moderation.status')
  await waiting(`{"open":${open},"appeals":${appeals}}`)
  const [uma, vic] = [await signIn('uma'), await signIn('vic')]
  const { room_id } = (await uma.request('dialog.open', { user_id: 'vic' })).room
  const took: number[] = []
  for (let count = 1; count <= 3; count++) {
    const { seq } = await uma.request('message.send', text(room_id))
    const reported = Date.now()
    await vic.request('report.send', { room_id, seq, reason: 'spam', comment: '' })
    await waiting(`{"open":${open + count},"appeals":${appeals}}`)
    took.push(Date.now() - reported)
  }
  // the fastest: the machine of a test may be busy
  expect(Math.min(...took)).toBeLessThan(2_000)

  await ask('people.restrict', { body: { user_id: 'uma', kind: 'ban', minutes: 5, reason: 'Fraud' } })
  await uma.event('bye')
  const { token } = await auth('uma')
  const note = await fetch(`http://127.0.0.1:${nodes[1].config.port}/imbachat/v1/${widget_id}/appeal`, {
    method: 'POST',
    body: JSON.stringify({ token, text: 'Please' }),
  })
  expect(await note.json()).toMatchObject({ restriction: { reason: 'Fraud', appeal: 'sent' } })
  await waiting(`{"open":${open + 3},"appeals":${appeals + 1}}`)
  await reader.cancel()
})

test('PEOPLE-7 a page lists the connections of a user on all nodes, with browser, system, time and node', async () => {
  const since = Date.now()
  const open = [await signIn('lou'), await signIn('lou', { over: 'stream' }), await signIn('lou', { node: 0 })]
  await signIn('other')
  const { devices, total, silent_nodes } = await ask('people.devices', { query: { user_id: 'lou' } })
  expect([devices.length, total, silent_nodes]).toEqual([open.length, open.length, 0])
  const named = devices.filter(({ browser, system }) => browser === 'Firefox' && system === 'Linux')
  const unnamed = devices.filter(({ browser, system }) => browser === null && system === null)
  expect([named.length, unnamed.length]).toEqual([2, 1])
  for (const device of devices) {
    expect(device.node).toBe(hostname())
    expect(device.since).toBeGreaterThanOrEqual(since)
  }
})

test('PEOPLE-8 signing a user out ends their connections on all nodes, and leaves those of others', async () => {
  const [mine, other] = [await signIn('moe', { node: 0 }), await signIn('ned')]
  const connections = [mine, await signIn('moe'), await signIn('moe', { over: 'stream' })]
  expect(await ask('people.sign_out', { body: { user_id: 'moe' } })).toEqual({ ended: 3, silent_nodes: 0 })
  for (const socket of connections) {
    expect(await socket.event('bye')).toMatchObject({ code: 'token_expired', field: 'token' })
    await socket.closed
  }
  expect(await ask('people.devices', { query: { user_id: 'moe' } })).toMatchObject({ devices: [], total: 0 })
  await other.request('dialog.open', { user_id: 'moe' })
  const again = await signIn('moe')
  await again.request('dialog.open', { user_id: 'ned' })
  const { entries } = await ask('audit.list')
  expect(entries[0]).toMatchObject({ action: 'people.sign_out', target: 'moe', details: { ended_connections: 3 } })
})

const callOfSite = async (call: string, body: object, of = nodes[0]) => {
  const [key = ''] = (await of.widgets.find(widget_id))?.secretKeys ?? []
  const answer = await fetch(`http://127.0.0.1:${of.config.port}/imbachat/v2/${widget_id}/${call}`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${widget_id}:${key}`)}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await answer.json()) as { success: boolean; ended?: number; field?: string }
}

/** @returns makes a token of this time, seconds since 1970; null: it does not say when it was made */
async function tokensOf(user_id: string) {
  const [key = ''] = (await nodes[0].widgets.find(widget_id))?.secretKeys ?? []
  return (iat: number | null) => {
    const claims = { user_id, exp: Math.floor(Date.now() / 1000) + 600, ...(iat !== null && { iat }) }
    return { v: PROTOCOL_VERSION, token: sign(claims, { key }) }
  }
}

test('REST-11 the site ends the sessions of a user on all nodes, and tokens that it made before open nothing', async () => {
  const tokenOf = await tokensOf('zoe')
  const old = tokenOf(Math.floor(Date.now() / 1000) - 60)
  const connections = [await connect('socket', 0), await connect('stream'), await connect('socket')]
  for (const socket of connections) await socket.request('auth', old)
  expect(await callOfSite('end_sessions', { user_id: 'zoe' })).toEqual({
    success: true,
    user_id: 'zoe',
    ended: 3,
  } as never)
  for (const socket of connections) {
    expect(await socket.event('bye')).toMatchObject({ code: 'token_expired' })
    await socket.closed
  }
  for (const node of [0, 1]) {
    expect(await (await connect('socket', node)).refusal('auth', old)).toMatchObject({ code: 'token_expired' })
    const fresh = tokenOf(Math.ceil(Date.now() / 1000))
    expect((await (await connect('socket', node)).request('auth', fresh)).me).toMatchObject({ user_id: 'zoe' })
  }
  // a user who never was here may hold a token, too
  expect(await callOfSite('end_sessions', { user_id: 'yan' })).toMatchObject({ success: true, ended: 0 })
})

test('REST-11 the site erases a user, whose sessions end at once and who does not come back', async () => {
  const [xia, wes] = [await signIn('xia'), await signIn('wes')]
  const { room_id } = (await xia.request('dialog.open', { user_id: 'wes' })).room
  await xia.request('message.send', text(room_id, 'words of Xia'))
  await wes.event('message')
  expect(await callOfSite('erase_user', { user_id: 'xia', confirm: 'wes' })).toMatchObject({ field: 'confirm' })
  expect(await callOfSite('erase_user', { user_id: 'xia', confirm: 'xia' })).toMatchObject({ success: true })
  await xia.closed
  expect(await callOfSite('erase_user', { user_id: 'xia', confirm: 'xia' })).toMatchObject({ success: true })
  await eventually(async () => {
    const { messages } = await wes.request('messages.list', { room_id })
    expect(JSON.stringify(messages)).not.toContain('Xia')
  })
  expect(await callOfSite('erase_user', { user_id: 'never-here', confirm: 'never-here' })).toMatchObject({
    success: true,
  })
})

test('ERASE-8 a token from before the erasing brings the user back on no node, and a newer one does', async () => {
  const tokenOf = await tokensOf('vic')
  const old = tokenOf(Math.floor(Date.now() / 1000) - 60)
  const vic = await connect('socket', 0)
  await vic.request('auth', old)
  const isKnown = () => nodes[0].store.chat.users(widget_id, ['vic']).then(([user]) => user !== undefined)
  expect(await callOfSite('erase_user', { user_id: 'vic', confirm: 'vic' })).toMatchObject({ success: true })
  await vic.closed
  const isErased = async () => ((await nodes[1].store.chat.erasedAt(widget_id, 'vic')) ?? Infinity) < Infinity
  await until(isErased, 'the erasing ends')
  for (const node of [0, 1]) {
    const refusal = await (await connect('socket', node)).refusal('auth', old)
    expect(refusal).toMatchObject({ code: 'token_expired', field: 'token', message: expect.stringMatching('erased') })
    expect(await isKnown()).toBe(false)
  }
  // someone finds them again by a token that does not say when it was made, as sites of the old service have them
  expect((await (await connect('socket', 0)).request('auth', tokenOf(null))).me).toMatchObject({ user_id: 'vic' })
  for (const node of [0, 1]) {
    expect(await (await connect('socket', node)).refusal('auth', old)).toMatchObject({ code: 'token_expired' })
    const fresh = tokenOf(Math.ceil(Date.now() / 1000) + 1)
    expect((await (await connect('socket', node)).request('auth', fresh)).me).toMatchObject({ user_id: 'vic' })
  }
})

test('ROOM-15 a user who reads on another node gets messages, and none once the room is closed', async () => {
  const [owner, reader] = [await signIn('gus', { node: 0 }), await signIn('ivy', { node: 1 })]
  const { room } = await owner.request('room.open', { pipe: 'read elsewhere', is_public: true })
  const { room_id } = room
  await reader.request('room.open', { pipe: 'read elsewhere', join: false })
  await owner.request('message.send', text(room_id, 'for all'))
  await reader.event('message', ({ message }) => message.text === 'for all')
  await owner.request('room.edit', { room_id, is_public: false })
  await reader.event('room_info', ({ info }) => !info.is_public)
  await owner.request('message.send', text(room_id, 'for us'))
  // by the same bus, after that message
  await owner.request('room.open', { pipe: 'read later', is_public: true })
  await reader.request('room.open', { pipe: 'read later', join: true })
  await owner.event('members', ({ joined }) => joined.some(({ user_id }) => user_id === 'ivy'))
  expect(JSON.stringify(reader.events)).not.toContain('for us')
})

test('PEOPLE-4 ROOMS-2 a deletion and a freeze on one node show on the other at once', async () => {
  const [owner, member] = [await signIn('gus'), await signIn('hal')]
  const { room } = await owner.request('room.open', { pipe: 'on both nodes', is_public: true })
  const { room_id } = room
  await member.request('room.join', { room_id })
  const { seq } = await member.request('message.send', text(room_id, 'something bad'))
  await owner.event('message', ({ message }) => message.seq === seq)
  await ask('people.delete_messages', { body: { user_id: 'hal' } })
  for (const socket of [owner, member]) {
    const { message } = await socket.event(
      'message',
      ({ message }) => message.seq === seq && message.deleted_at !== null,
    )
    expect(message.text).toBeNull()
  }
  await ask('widget_rooms.change', { params: { room_id }, body: { frozen: true } })
  for (const socket of [owner, member]) {
    expect((await socket.event('room_info', ({ info }) => info.frozen === true)).room_id).toBe(room_id)
    expect((await socket.refusal('message.send', text(room_id))).code).toBe('frozen')
  }
})

test('HOLD-4 SHADOW-1 a publication on one node comes on the other, where a shadow ban binds too', async () => {
  const { revision } = await ask('rules.get')
  const list = { list_id: 'h', name: 'Held', kind: 'words', action: 'hold', entries: ['casino'] }
  await ask('rules.change', { body: { revision, lists: [list] } })
  const [ola, pia] = [await signIn('ola'), await signIn('pia')]
  const { room_id } = (await ola.request('dialog.open', { user_id: 'pia' })).room
  const isHeld = async (words: string) => (await ola.request('message.send', text(room_id, words))).held === true
  // a node that has read the widget knows its rules a second later
  await until(() => isHeld('casino'), 'the node knows the new rule')
  const input = text(room_id, 'casino of Ola')
  expect(await ola.request('message.send', input)).toMatchObject({ held: true })
  const { reports } = await ask('reports.list', { query: { source: 'held', about: 'ola' } })
  const report = reports.find((one) => one.text === 'casino of Ola')
  expect(report).toMatchObject({ held: true, seq: null })
  await ask('reports.decide', { params: { report_id: String(report?.report_id) }, body: { act: 'publish' } })
  for (const socket of [ola, pia]) {
    await socket.event('message', ({ message }) => message.client_id === input.client_id)
  }
  await ask('rules.change', { body: { revision: revision + 1, lists: [] } })

  await ask('people.restrict', { body: { user_id: 'ola', kind: 'shadow', reason: 'Spam' } })
  await until(() => isHeld('hello'), 'the node knows the shadow ban')
  const items = ola.events.flatMap((event) => (event.t === 'own' ? event.items : []))
  expect(items.map(({ kind }) => kind)).not.toContain('standing')
  const { messages } = await ask('people.held', { query: { user_id: 'ola' } })
  expect(messages.filter(({ reason }) => reason === 'shadow')).toMatchObject([{ text: 'hello' }])
  const [{ client_id = '' } = {}] = messages
  await ask('people.decide_held', { body: { user_id: 'ola', room_id, client_id, publish: true } })
  await pia.event('message', ({ message }) => message.client_id === client_id)
  expect((await ask('audit.list')).entries[0]).toMatchObject({ action: 'people.decide_held', target: 'ola' })
})

test('GROUP-4 a role given on one node counts on the other', async () => {
  const [owner, member] = [await signIn('ida', { node: 0 }), await signIn('jon')]
  const group = { client_id: crypto.randomUUID(), title: 'Club', user_ids: ['jon'] }
  const { room_id } = (await owner.request('room.create', group)).room
  await member.event('room', ({ room }) => room.room_id === room_id)
  expect((await member.refusal('members.add', { room_id, user_ids: ['kim'] })).code).toBe('forbidden')
  await owner.request('member.role', { room_id, user_id: 'jon', role: 'admin' })
  await member.event('room', ({ room }) => room.room_id === room_id && room.role === 'admin')
  await member.request('members.add', { room_id, user_ids: ['kim'] })
})

test('JOIN-1 JOIN-3 requests to join and their answers cross nodes', async () => {
  const [manager, lea, mia] = [await signIn('max', { node: 0 }), await signIn('lea'), await signIn('mia')]
  const closed = { client_id: crypto.randomUUID(), title: 'Closed', user_ids: [], by_request: true }
  const { room_id } = (await manager.request('room.create', closed)).room
  for (const user of [lea, mia]) await user.request('join.ask', { room_id })
  await manager.event('room', ({ room }) => room.join_requests === 2)
  await manager.request('join.answer', { room_id, user_ids: ['lea'], accept: true })
  await lea.event('room', ({ room }) => room.room_id === room_id && room.state === 'joined')
  await lea.request('message.send', text(room_id))
  await manager.request('join.answer', { room_id, user_ids: ['mia'], accept: false })
  const declined = await mia.event('own', ({ items }) =>
    items.some((item) => item.kind === 'ask' && item.request?.declined_until !== null && item.request !== null),
  )
  expect(declined.items).toMatchObject([{ room_id }])
})

test('PEOPLE-8 a sign-out names the nodes that did not answer', async () => {
  const ola = await signIn('ola', { node: 0 })
  await nats.kill()
  const { ended, silent_nodes } = await ask('people.sign_out', { body: { user_id: 'ola' } })
  expect([ended, silent_nodes]).toEqual([1, 1])
  await ola.event('bye')
  await nats.start()
  await together()
})

test('ASK-11 the dashboard of one node adds up what the site decided on all of them', async () => {
  const site = startDecider()
  await nodes[0].widgets.change('all_widgets', widget_id, { settings: { before_send_url: site.url } })
  try {
    const [gus, hal] = [await signIn('gus', { node: 0 }), await signIn('hal')]
    const { room_id } = (await gus.request('dialog.open', { user_id: 'hal' })).room
    // a node reads a widget's settings again within a second
    for (const [index, socket] of [gus, hal].entries()) {
      await eventually(async () => {
        await socket.request('message.send', text(room_id))
        expect(new Set(site.asked.map(({ author }) => author.user_id)).size).toBe(index + 1)
      })
    }
    site.answers({ action: 'refuse' })
    await hal.refusal('message.send', text(room_id))
    for (const of of nodes) {
      const { status } = await ask('before_send.status', { of })
      expect(status.counts).toEqual({ accept: site.asked.length - 1, change: 0, refuse: 1, hold: 0, failed: 0 })
      expect(status).toMatchObject({ silent_nodes: 0, paused_until: null, last_failure: null })
      expect(status.p95_ms).toBeGreaterThanOrEqual(status.p50_ms ?? Number.NaN)
    }
  } finally {
    await nodes[0].widgets.change('all_widgets', widget_id, { settings: { before_send_url: null } })
    site.stop()
  }
})

test('AUTH-2 a dashboard session that is ended on one node counts no more on the other', async () => {
  expect((await request('widgets.list', { params: {}, of: nodes[1] })).status).toBe(200)
  await ask('session.sign_out', { body: {} })
  for (const of of nodes) expect((await request('widgets.list', { params: {}, of })).status).toBe(401)
})
