import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PROTOCOL_VERSION } from '@imbachat/protocol'
import { type DashboardOperationId, dashboardOperations } from '@imbachat/protocol/http/dashboard'
import { until } from '../../../../sdk/src/testing/until.ts'
import { type App, createApp } from '../../app.ts'
import { resolveConfig } from '../../config/config.ts'
import { parseEnv } from '../../config/env.ts'
import { callIn, callThat, newParty, SENDS } from '../../realtime/testing/calling.ts'
import { TestSocket } from '../../realtime/testing/test-socket.ts'
import { sign } from '../identity/testing/test-tokens.ts'

const OWNER = { email: 'ann@shop.example', password: 'correct horse battery' }
const folder = mkdtempSync(join(tmpdir(), 'imbachat-calls-'))
let app: App
let account_id: string
let widget_id: number
let cookie = ''

const makeWidget = async () => (await app.widgets.create(account_id, { name: 'Shop' })).id

beforeAll(async () => {
  const env = { PORT: '0', DATA_DIR: folder, LOG_LEVEL: 'silent', CALLS_PER_MINUTE: '0', GROUP_CALL_USERS: '4' }
  app = await createApp(resolveConfig(parseEnv(env)), { realtime: { widgetFreshMs: 0 } })
  account_id = (await app.accounts.create(OWNER)).account_id
  widget_id = await makeWidget()
  const answer = await request('session.sign_in', { body: OWNER })
  cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
})
afterAll(async () => {
  await app.stop()
  rmSync(folder, { recursive: true, force: true })
})

function request(id: DashboardOperationId, { body, of = widget_id }: { body?: object; of?: number } = {}) {
  const { method, path } = dashboardOperations[id]
  return fetch(`http://127.0.0.1:${app.config.port}${path.replace('{widget_id}', String(of))}`, {
    method: method.toUpperCase(),
    headers: { 'sec-fetch-site': 'same-origin', cookie, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

/** What people of the dashboard do. */
async function act(id: DashboardOperationId, body: object, of = widget_id): Promise<void> {
  const answer = await request(id, { body, of })
  if (!answer.ok) throw new Error(`${id}: ${answer.status} ${await answer.text()}`)
}

async function signIn(user_id: string, of = widget_id): Promise<TestSocket> {
  const raw = new WebSocket(`ws://127.0.0.1:${app.config.port}/imbachat/v1/${of}/ws`)
  const socket = new TestSocket(raw)
  await new Promise<void>((open) => {
    raw.onopen = () => open()
  })
  const [key = ''] = (await app.widgets.find(of))?.secretKeys ?? []
  const token = sign({ user_id, exp: Math.floor(Date.now() / 1000) + 600 }, { key })
  await socket.request('auth', { v: PROTOCOL_VERSION, token })
  return socket
}

let pairs = 0

/** Ann calls Bob; `talking`: he has accepted, and both have media. */
async function calling(phase: 'ringing' | 'talking', of = widget_id) {
  const ids = { ann: `ann${++pairs}`, bob: `bob${pairs}` }
  const [ann, bob] = [await signIn(ids.ann, of), await signIn(ids.bob, of)]
  const { room_id } = (await ann.request('dialog.open', { user_id: ids.bob })).room
  for (const socket of [ann, bob]) {
    await socket.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'Hello' })
  }
  const parties = { ann: newParty(), bob: newParty() }
  const { call } = await ann.request('call.start', { room_id, party: parties.ann, video: false })
  const { call_id } = call
  await bob.request('call.rang', { call_id })
  await callIn(ann, 'ringing')
  if (phase === 'talking') {
    await bob.request('call.accept', { call_id, party: parties.bob, video: false })
    for (const [socket, party] of [
      [ann, parties.ann],
      [bob, parties.bob],
    ] as const) {
      await socket.request('call.renew', { call_id, party, connected: true, ...SENDS })
    }
    await callIn(ann, 'active')
  }
  return { ann, bob, ids, room_id, call_id, parties }
}

type Calling = Awaited<ReturnType<typeof calling>>

/** The call has ended, with one entry in the room, and both may call again. */
async function isOver({ room_id, call_id, ids }: Calling, outcome: string): Promise<void> {
  const { readDb, chat } = app.store
  const rows = await readDb.selectFrom('call').select(['outcome', 'due_at']).where('id', '=', call_id).execute()
  expect(rows).toEqual([{ outcome, due_at: null } as never])
  const entries = (await chat.messagesBefore(widget_id, room_id, null, 10)).flatMap((one) => (one.call ? [one] : []))
  expect(entries).toHaveLength(1)
  expect(entries[0]).toMatchObject({ client_id: call_id, sender_id: ids.ann, call: { outcome } })
  expect(entries[0]?.call?.duration_ms !== undefined).toBe(outcome === 'answered')
  for (const user_id of [ids.ann, ids.bob]) expect(await chat.liveCall(widget_id, user_id)).toBeNull()
}

const restrict = (user_id: string, kind: string) =>
  act('people.restrict', { user_id, kind, minutes: null, reason: 'Spam' })

const ENDS: [what: string, end: (calling: Calling) => Promise<unknown>, receivers: ('ann' | 'bob')[]][] = [
  ['a ban of the caller', ({ ids }) => restrict(ids.ann, 'ban'), ['bob']],
  ['a ban of the callee', ({ ids }) => restrict(ids.bob, 'ban'), ['ann']],
  ['a mute of the caller', ({ ids }) => restrict(ids.ann, 'mute'), ['ann', 'bob']],
  ['a mute of the callee', ({ ids }) => restrict(ids.bob, 'mute'), ['ann', 'bob']],
  ['a shadow ban of the caller', ({ ids }) => restrict(ids.ann, 'shadow'), ['ann', 'bob']],
  [
    'a block by the callee',
    ({ bob, ids }) => bob.request('user.block', { user_id: ids.ann, blocked: true }),
    ['ann', 'bob'],
  ],
  [
    'a block by the caller',
    ({ ann, ids }) => ann.request('user.block', { user_id: ids.bob, blocked: true }),
    ['ann', 'bob'],
  ],
]

for (const phase of ['ringing', 'talking'] as const) {
  const outcome = phase === 'ringing' ? 'cancelled' : 'answered'

  test.each(ENDS)(`CALL-12 %s ends the call at once while both are ${phase}`, async (_, end, receivers) => {
    const call = await calling(phase)
    await end(call)
    for (const name of receivers) expect((await callIn(call[name], 'ended')).outcome).toBe(outcome)
    await isOver(call, outcome)
    // what a page says afterwards changes nothing
    const name = receivers[0] ?? 'ann'
    const late = { call_id: call.call_id, party: call.parties[name], connected: true, ...SENDS }
    expect(await call[name].request('call.renew', late)).toMatchObject({ ice: null, call: { state: 'ended' } })
  })

  test(`CALL-12 a warning ends no call while both are ${phase}`, async () => {
    const call = await calling(phase)
    await restrict(call.ids.ann, 'warn')
    expect((await call.ann.request('call.current', {})).calls).toHaveLength(1)
    await call.ann.request('call.end', { call_id: call.call_id })
  })

  test(`CALL-25 calls that the owner turns off end with the next sign of life while both are ${phase}`, async () => {
    const call = await calling(phase)
    await act('widgets.change', { settings: { calls: 'off' } })
    const alive = { call_id: call.call_id, party: call.parties.ann, connected: phase === 'talking', ...SENDS }
    expect(await call.ann.request('call.renew', alive)).toMatchObject({ ice: null, call: { state: 'ended', outcome } })
    expect((await callIn(call.bob, 'ended')).outcome).toBe(outcome)
    await isOver(call, outcome)
    await act('widgets.change', { settings: { calls: 'video' } })
  })

  test.each(['ann', 'bob'] as const)(
    `CALL-26 erasing %s ends the call, and leaves no name of theirs: ${phase}`,
    async (name) => {
      const call = await calling(phase)
      const other = name === 'ann' ? 'bob' : 'ann'
      await act('people.erase', { user_id: call.ids[name], confirm: call.ids[name] })
      expect((await callIn(call[other], 'ended')).outcome).toBe(outcome)
      const { readDb, chat } = app.store
      const running = () =>
        readDb
          .selectFrom('task')
          .select('id')
          .where('widget_id', '=', widget_id)
          .where('state', '=', 'running')
          .execute()
      await until(async () => (await running()).length === 0, 'the user is erased')
      const messages = await chat.messagesBefore(widget_id, call.room_id, null, 10)
      expect(messages.map(({ sender_id }) => sender_id)).not.toContain(call.ids[name])
      const rows = readDb.selectFrom('call_member').select('user_id').where('widget_id', '=', widget_id)
      expect(await rows.where('call_id', '=', call.call_id).execute()).toEqual([])
      await callsAgain(call[other])
    },
  )

  test(`CALL-25 the deletion of the widget ends the connections of both while they are ${phase}`, async () => {
    const of = await makeWidget()
    const call = await calling(phase, of)
    await act('widgets.delete', { name: 'Shop' }, of)
    for (const socket of [call.ann, call.bob]) {
      await socket.event('bye')
      await socket.closed
    }
  })
}

async function isErased(): Promise<void> {
  const running = app.store.readDb.selectFrom('task').select('id').where('state', '=', 'running')
  await until(async () => (await running.execute()).length === 0, 'the user is erased')
}

/** The user calls another one. */
async function callsAgain(socket: TestSocket): Promise<void> {
  const friend = `friend${++pairs}`
  const { room_id } = (await socket.request('dialog.open', { user_id: friend })).room
  const peer = await signIn(friend)
  for (const one of [socket, peer]) {
    await one.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'Hello' })
  }
  const { call } = await socket.request('call.start', { room_id, party: newParty(), video: false })
  expect(call.state).toBe('calling')
  await callThat(peer, ({ call_id }) => call_id === call.call_id)
}

test('CALL-26 the rest of a call whose user was erased meanwhile keeps nobody from calling', async () => {
  const { ann, ids, call_id } = await calling('ringing')
  const { control, readDb } = app.store
  await control.deleteFrom('call_member').where('widget_id', '=', widget_id).where('user_id', '=', ids.bob).execute()
  await control.updateTable('call').set({ due_at: 0 }).where('id', '=', call_id).execute()
  const rows = () => readDb.selectFrom('call').select('id').where('id', '=', call_id).execute()
  await until(async () => (await rows()).length === 0, 'the call is gone')
  await callsAgain(ann)
})

test('CALL-26 erasing the user who started the call of a group takes them out of it, and the others go on', async () => {
  const ids = ['dan', 'eve', 'fay'].map((name) => `${name}${++pairs}`)
  const [dan, eve, fay] = (await Promise.all(ids.map((id) => signIn(id)))) as [TestSocket, TestSocket, TestSocket]
  const input = { client_id: crypto.randomUUID(), title: 'Club', rights: {}, user_ids: ids.slice(1) }
  const { room_id } = (await dan.request('room.create', input)).room
  const parties = { dan: newParty(), eve: newParty(), fay: newParty() }
  const { call } = await dan.request('call.start', { room_id, party: parties.dan, video: false })
  const { call_id } = call
  await eve.request('call.join', { call_id, party: parties.eve, ...SENDS })
  await fay.request('call.join', { call_id, party: parties.fay, ...SENDS })
  await act('people.erase', { user_id: ids[0], confirm: ids[0] })
  await isErased()
  const rows = app.store.readDb.selectFrom('call').select('created_by').where('id', '=', call_id)
  expect((await rows.execute()).map(({ created_by }) => created_by)).not.toContain(ids[0] as string)
  const alive = { call_id, party: parties.eve, connected: true, ...SENDS }
  expect((await eve.request('call.renew', alive)).call).toMatchObject({ state: 'active' })
  for (const socket of [eve, fay]) await socket.request('call.end', { call_id })
  await until(async () => (await app.store.chat.liveCall(widget_id, ids[1] ?? '')) === null, 'the call ends')
  await callsAgain(eve)
})

test('CALL-6 the export of a user has the entries of the calls that they started', async () => {
  const { ann, ids, call_id } = await calling('ringing')
  await ann.request('call.end', { call_id })
  const found: { call?: object }[] = []
  for (let cursor: string | null = null; ; ) {
    const answer = await request('people.export', { body: { user_id: ids.ann, cursor } })
    const page = (await answer.json()) as { part: { messages?: { call?: object }[] }; next: string | null }
    found.push(...(page.part.messages ?? []))
    cursor = page.next
    if (cursor === null) break
  }
  expect(found.flatMap(({ call }) => (call ? [call] : []))).toEqual([{ call_id, outcome: 'cancelled', video: false }])
})
