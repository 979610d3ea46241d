import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test'
import type { ChatClient } from '../client-types.ts'
import { type Gate, noWebSockets } from '../testing/no-websockets.ts'
import { type RealChat, realChat } from '../testing/real-chat.ts'
import { testClock } from '../testing/test-clock.ts'
import { until } from '../testing/until.ts'
import type { Timeline } from '../types.ts'

let chat: RealChat
const gates: Gate[] = []
beforeAll(async () => {
  chat = await realChat()
})
afterAll(() => chat.end())
afterEach(async () => {
  for (const gate of gates.splice(0)) await gate.close()
})

async function behind(upgrades: Gate['upgrades']): Promise<Gate> {
  const gate = await noWebSockets(chat.url, upgrades)
  gates.push(gate)
  return gate
}

const kind = (client: ChatClient) => client.connection.get().kind
const online = (client: ChatClient) => until(() => kind(client) === 'online', 'online', 15_000)
const texts = (timeline: Timeline) => timeline.state.get().messages.map(({ text }) => text)

/** Breaks the connection and restores it, which takes a while. */
async function reconnect(client: ChatClient, gate: Gate): Promise<void> {
  gate.cut()
  await until(() => kind(client) !== 'online', 'not online')
  dispatchEvent(new Event('online'))
  await online(client)
}

test('STREAM-4 where WebSockets are refused, users talk over HTTP, also with users who have WebSockets', async () => {
  const gate = await behind('refused')
  const [a, b] = [chat.client('ann', { url: gate.url }), chat.client('bob')]
  const { room_id } = await a.openDialog('bob')
  const [left, right] = [a.openRoom(room_id), b.openRoom(room_id)]
  for (let n = 0; n < 20; n++) await Promise.all([left.send(`a${n}`), right.send(`b${n}`)])
  await until(() => [left, right].every((room) => room.state.get().messages.length === 40))
  expect(left.state.get().messages).toEqual(right.state.get().messages)
  expect(texts(left).filter((text) => text?.startsWith('a'))).toEqual(Array.from({ length: 20 }, (_, n) => `a${n}`))
  right.markRead(40)
  await until(() => left.state.get().watermarks[0]?.read_seq === 40)
  expect(gate.asked).toBe(1)
})

test('STREAM-4 where answers are held back until they are complete, two users talk by polling', async () => {
  const gate = await behind('refused')
  gate.holdsAnswers = true
  const clock = testClock(Date.now())
  const [a, b] = [chat.client('polling', { url: gate.url, clock }), chat.client('bob')]
  await until(() => gate.held > 0)
  clock.elapse(5_000)
  await online(a)
  const { room_id } = await a.openDialog('bob')
  const [left, right] = [a.openRoom(room_id), b.openRoom(room_id)]
  for (let n = 0; n < 20; n++) await Promise.all([left.send(`a${n}`), right.send(`b${n}`)])
  await until(() => [left, right].every((room) => room.state.get().messages.length === 40))
  expect(left.state.get().messages).toEqual(right.state.get().messages)
  expect(texts(left).filter((text) => text?.startsWith('a'))).toEqual(Array.from({ length: 20 }, (_, n) => `a${n}`))
})

test('STREAM-4 a refused token is reported when polling too', async () => {
  const gate = await behind('refused')
  gate.holdsAnswers = true
  const clock = testClock(Date.now())
  const client = chat.client('polling', { url: gate.url, token: 'nonsense', clock })
  await until(() => gate.held > 0)
  clock.elapse(5_000)
  await until(() => kind(client) === 'refused')
  expect(client.connection.get()).toMatchObject({ error: { code: 'token_malformed' } })
})

test('STREAM-4 where WebSockets hang while opening, the stream takes over after 5 s', async () => {
  const gate = await behind('hang')
  const clock = testClock(Date.now())
  const client = chat.client('cid', { url: gate.url, clock })
  await until(() => gate.asked === 1)
  clock.elapse(4_999)
  expect(kind(client)).toBe('connecting')
  clock.elapse(1)
  await online(client)
})

test('STREAM-7 where WebSockets open but their frames are dropped, the third try is a stream', async () => {
  const gate = await behind('swallowed')
  const clock = testClock(Date.now())
  const client = chat.client('hal', { url: gate.url, clock })
  for (const times of [1, 2]) {
    await until(() => gate.swallowed === times)
    clock.elapse(15_000)
    const { retryAt } = client.connection.get() as { retryAt: number }
    clock.elapse(retryAt - clock.now())
  }
  await online(client)
  expect(gate.asked).toBe(2)
})

test('STREAM-7 a transport that worked twice is tried first for an hour, and then a WebSocket again', async () => {
  const gate = await behind('refused')
  const clock = testClock(Date.now())
  const client = chat.client('dan', { url: gate.url, clock, token: chat.token('dan', 3 * 86_400) })
  await online(client)
  await reconnect(client, gate)
  expect(gate.asked).toBe(2)
  await reconnect(client, gate)
  expect(gate.asked).toBe(2)
  clock.sleep(3_600_000)
  gate.upgrades = 'pass'
  await reconnect(client, gate)
  expect(gate.asked).toBe(3)
  await reconnect(client, gate)
  expect(gate.asked).toBe(4)
})

test('STREAM-4 an unreachable server is no reason to use HTTP', async () => {
  const gate = await behind('pass')
  const client = chat.client('eve', { url: gate.url })
  await online(client)
  await chat.stopServer()
  await until(() => kind(client) === 'offline')
  await chat.startServer()
  dispatchEvent(new Event('online'))
  await online(client)
  const asked = gate.asked
  await reconnect(client, gate)
  expect(gate.asked).toBe(asked + 1)
})

test('STREAM-4 a refusal over HTTP is final: of the origin, of the widget', async () => {
  const gate = await behind('refused')
  const client = chat.client('fay', { url: gate.url, widgetId: 999 })
  await until(() => kind(client) === 'refused')
  expect(client.connection.get()).toMatchObject({ error: { code: 'widget_unknown' } })
})

test('STREAM-4 where the platform has no WebSocket, as in Node 20, everything goes over HTTP', async () => {
  const { WebSocket: real } = globalThis
  Reflect.deleteProperty(globalThis, 'WebSocket')
  try {
    const a = chat.client('gus')
    const { room_id } = await a.openDialog('bob')
    const room = a.openRoom(room_id)
    await Promise.all(Array.from({ length: 30 }, (_, n) => room.send(`${n} ${'я'.repeat(5_000)}`)))
    await until(() => texts(room).length === 30)
  } finally {
    globalThis.WebSocket = real
  }
})
