import { afterEach, expect, test } from 'bun:test'
import { createChatClient } from '../index.ts'
import { refusalOf } from '../testing/refusal-of.ts'
import { tokenOf } from '../testing/scripted-server.ts'
import { dialog, message } from '../testing/shapes.ts'
import { type SignedIn, signedIn } from '../testing/signed-in.ts'
import { until } from '../testing/until.ts'
import type { OutboxStorage, OutgoingMessage, SentMessage, Timeline } from '../types.ts'
import { newClientId } from './client-id.ts'
import { memoryOutboxStorage } from './outbox-storage.ts'

let the: SignedIn
afterEach(() => the.end())

/** Opens a room with three messages. */
async function openRoom(outboxStorage?: OutboxStorage): Promise<Timeline> {
  the = await signedIn([dialog(5, 3)], { outboxStorage })
  the.server.script['messages.list'] = ({ reply }) =>
    reply({ messages: [1, 2, 3].map((seq) => message(seq)), last_seq: 3, last_rev: 3 })
  the.server.script['messages.sync'] = ({ frame, reply }) =>
    reply({ kind: 'changes', messages: [], rev: Number(frame.rev), more: false })
  const timeline = the.client.openRoom(5)
  await until(() => timeline.state.get().loaded)
  return timeline
}

const own = (outgoing: OutgoingMessage, seq: number, rev = seq) =>
  message(seq, { rev, client_id: outgoing.client_id, sender_id: '1', text: outgoing.text, created_at: 99 })

test('a message is stored before it is sent, and removed from storage when it is acked', async () => {
  const log: string[] = []
  const memory = memoryOutboxStorage()
  const timeline = await openRoom({
    all: memory.all,
    async put(outgoing) {
      await Bun.sleep(5)
      log.push(`stored, sent before: ${the.server.sent('message.send')}`)
      await memory.put(outgoing)
    },
    remove: memory.remove,
  })
  const outgoing = await timeline.send('hello', 2)
  expect(outgoing.client_id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect(timeline.state.get().outgoing).toEqual([outgoing])
  const sent = await the.server.asked('message.send')
  expect(log).toEqual(['stored, sent before: 0'])
  const { client_id } = outgoing
  expect(sent.frame).toMatchObject({ room_id: 5, client_id, text: 'hello', reply_to: 2 })
  sent.reply({ client_id, seq: 4, rev: 4, created_at: 99 })
  await until(() => timeline.state.get().outgoing.length === 0)
  expect(timeline.state.get().messages.at(-1)).toEqual({ ...own(outgoing, 4), reply_to: 2 })
  expect(await memory.all()).toEqual([])
})

test('FORMAT-1 formatting is stored, sent and shown with its message', async () => {
  const memory = memoryOutboxStorage()
  const timeline = await openRoom(memory)
  const entities = [{ type: 'bold' as const, offset: 0, length: 5 }]
  const outgoing = await timeline.send('hello', { entities })
  expect(outgoing.entities).toEqual(entities)
  const sent = await the.server.asked('message.send')
  expect((await memory.all())[0]?.entities).toEqual(entities)
  expect(sent.frame).toMatchObject({ text: 'hello', entities })
  sent.reply({ client_id: outgoing.client_id, seq: 4, rev: 4, created_at: 99 })
  await until(() => timeline.state.get().messages.at(-1)?.seq === 4)
  expect(timeline.state.get().messages.at(-1)?.entities).toEqual(entities)
})

test('a call of send rejects if the message can’t be stored, and the message disappears', async () => {
  const full = { ...memoryOutboxStorage(), put: () => Promise.reject(new Error('the disk is full')) }
  const timeline = await openRoom(full)
  expect((await refusalOf(timeline.send('hello'))).message).toContain('the disk is full')
  expect(timeline.state.get().outgoing).toEqual([])
  expect(the.server.sent('message.send')).toBe(0)
})

test('MSG-5 a message that could not be stored is sent when it is tried again under its client id', async () => {
  const memory = memoryOutboxStorage()
  let isFull = true
  const put: typeof memory.put = (message) => (isFull ? Promise.reject(new Error('full')) : memory.put(message))
  const timeline = await openRoom({ ...memory, put })
  const client_id = newClientId(1_700_000_000_000)
  expect((await refusalOf(timeline.send('hello', { client_id }))).message).toContain('full')
  isFull = false
  await timeline.send('hello', { client_id })
  expect((await the.server.asked('message.send')).frame.client_id).toBe(client_id)
})

test('an own message is never shown twice or missing if its event comes before its ack', async () => {
  const timeline = await openRoom()
  const outgoing = await timeline.send('hello')
  const counts = new Set<number>()
  timeline.state.subscribe(({ messages, outgoing }) => counts.add(messages.length + outgoing.length))
  const sent = await the.server.asked('message.send')
  the.server.event({ t: 'message', room_id: 5, message: own(outgoing, 4) })
  sent.reply({ client_id: outgoing.client_id, seq: 4, rev: 4, created_at: 99 })
  await until(() => timeline.state.get().messages.length === 4)
  await until(() => the.client.rooms.state.get().rooms[0]?.last_seq === 4)
  expect([...counts]).toEqual([4])
})

test('an own message stays in view while its ack waits behind a gap', async () => {
  const timeline = await openRoom()
  the.server.script['messages.sync'] = undefined as never
  const outgoing = await timeline.send('hello')
  ;(await the.server.asked('message.send')).reply({ client_id: outgoing.client_id, seq: 5, rev: 5, created_at: 99 })
  const sync = await the.server.asked('messages.sync')
  expect(sync.frame.rev).toBe(3)
  expect(timeline.state.get().outgoing).toEqual([outgoing])
  sync.reply({ kind: 'changes', messages: [message(4), own(outgoing, 5)], rev: 5, more: false })
  await until(() => timeline.state.get().messages.length === 5)
  expect(timeline.state.get().outgoing).toEqual([])
})

test('MSG-5 if the ack is lost, the same client id is sent again and the message is there once', async () => {
  const timeline = await openRoom()
  const outgoing = await timeline.send('hello')
  await the.server.asked('message.send')
  await the.reconnect()
  const again = await the.server.asked('message.send')
  expect(again.frame.client_id).toBe(outgoing.client_id)
  again.reply({ client_id: outgoing.client_id, seq: 4, rev: 4, created_at: 99 })
  await until(() => timeline.state.get().outgoing.length === 0)
  the.server.event({ t: 'message', room_id: 5, message: own(outgoing, 4) })
  the.server.event({ t: 'message', room_id: 5, message: message(5) })
  await until(() => timeline.state.get().messages.length === 5)
  expect(timeline.state.get().messages.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5])
})

test('MSG-5 a message goes out under the client id that it was given before', async () => {
  const timeline = await openRoom()
  const client_id = newClientId(1_700_000_000_000)
  expect((await timeline.send('hello', { client_id })).client_id).toBe(client_id)
  expect((await the.server.asked('message.send')).frame.client_id).toBe(client_id)
})

test('if the ack is lost but the event arrived, nothing is sent again', async () => {
  const storage = memoryOutboxStorage()
  const timeline = await openRoom(storage)
  const outgoing = await timeline.send('hello')
  await the.server.asked('message.send')
  the.server.event({ t: 'message', room_id: 5, message: own(outgoing, 4) })
  await until(() => timeline.state.get().messages.length === 4)
  await the.reconnect()
  await until(() => the.server.sent('rooms.list') === 2)
  expect(await storage.all()).toEqual([])
  expect(the.server.sent('message.send')).toBe(1)
})

test('MSG-6 messages written offline are sent in order, one by one, when the connection is back', async () => {
  const timeline = await openRoom()
  await the.lose()
  const written = [await timeline.send('one'), await timeline.send('two'), await timeline.send('three')]
  expect(timeline.state.get().outgoing).toEqual(written)
  await the.comeBack()
  for (const [i, { client_id, text }] of written.entries()) {
    const sent = await the.server.asked('message.send')
    expect(sent.frame.text).toBe(text)
    expect(the.server.sent('message.send')).toBe(i + 1)
    sent.reply({ client_id, seq: 4 + i, rev: 4 + i, created_at: 99 })
  }
  await until(() => timeline.state.get().messages.length === 6)
})

test('rooms do not wait for each other', async () => {
  const timeline = await openRoom()
  const other = the.client.openRoom(6)
  await timeline.send('held')
  await the.server.asked('message.send')
  await other.send('free')
  // The running flush ends first, then later messages are sent: after a reconnect, both rooms' messages go together.
  await the.reconnect()
  const texts = [
    (await the.server.asked('message.send')).frame.text,
    (await the.server.asked('message.send')).frame.text,
  ]
  expect(texts.sort()).toEqual(['free', 'held'])
})

test("ASK-2 the site's text about a message that it refuses is kept with the message", async () => {
  const storage = memoryOutboxStorage()
  const timeline = await openRoom(storage)
  await timeline.send('bad')
  const error = { code: 'refused_by_site', message: 'The site refuses this message.', reason: 'No numbers' } as const
  ;(await the.server.asked('message.send')).fail(error)
  await until(() => timeline.state.get().outgoing[0]?.status.kind === 'failed')
  expect((await storage.all()).map(({ status }) => status)).toEqual([{ kind: 'failed', error }])
})

test('a refusal fails that message alone; the user can retry or discard it', async () => {
  const storage = memoryOutboxStorage()
  const timeline = await openRoom(storage)
  await the.lose()
  const bad = await timeline.send('bad')
  const good = await timeline.send('good')
  await the.comeBack()
  ;(await the.server.asked('message.send')).fail({ code: 'message_too_long', message: 'text: too long', field: 'text' })
  ;(await the.server.asked('message.send')).reply({ client_id: good.client_id, seq: 4, rev: 4, created_at: 99 })
  await until(() => timeline.state.get().messages.length === 4)
  const failed: OutgoingMessage = {
    ...bad,
    status: { kind: 'failed', error: { code: 'message_too_long', message: 'text: too long', field: 'text' } },
  }
  expect(timeline.state.get().outgoing).toEqual([failed])
  expect(await storage.all()).toEqual([failed])

  await timeline.retry(bad.client_id)
  expect(timeline.state.get().outgoing).toEqual([bad])
  ;(await the.server.asked('message.send')).fail({ code: 'message_too_long', message: 'text: too long', field: 'text' })
  await until(() => timeline.state.get().outgoing[0]?.status.kind === 'failed')
  await timeline.discard(bad.client_id)
  expect(timeline.state.get().outgoing).toEqual([])
  expect(await storage.all()).toEqual([])
})

test.each(['rate_limited', 'slow_mode', 'check_unavailable'])(
  'SLOW-4 ASK-4 %s waits as long as the server asks and keeps the order',
  async (code) => {
    const timeline = await openRoom()
    const first = await timeline.send('first')
    ;(await the.server.asked('message.send')).fail({ code, message: 'slower', retry_after_ms: 7_000 })
    // Answers come in order: after this one, the refusal has arrived.
    const opening = the.client.openDialog(3)
    ;(await the.server.asked('dialog.open')).fail({ code: 'user_unknown', message: 'user_id: unknown' })
    expect(await refusalOf(opening)).toBeInstanceOf(Error)
    the.clock.elapse(6_999)
    expect(the.server.sent('message.send')).toBe(1)
    the.clock.elapse(1)
    const again = await the.server.asked('message.send')
    expect(again.frame.client_id).toBe(first.client_id)
  },
)

test('SLOW-4 a room that waits for hours does not hold back the messages of another room', async () => {
  const timeline = await openRoom()
  const other = the.client.openRoom(6)
  await the.lose()
  const busy = await timeline.send('busy')
  await other.send('slow')
  await the.comeBack()
  const asked = [await the.server.asked('message.send'), await the.server.asked('message.send')]
  const [inBusy, inSlow] = asked[0]?.frame.room_id === 5 ? asked : asked.reverse()
  inBusy?.fail({ code: 'server_busy', message: 'later', retry_after_ms: 2_000 })
  inSlow?.fail({ code: 'slow_mode', message: 'slower', retry_after_ms: 6 * 3_600_000 })
  // answers come in order: after this one, both refusals have arrived
  const opening = the.client.openDialog(3)
  ;(await the.server.asked('dialog.open')).fail({ code: 'user_unknown', message: 'user_id: unknown' })
  expect(await refusalOf(opening)).toBeInstanceOf(Error)
  the.clock.elapse(3_000)
  const again = [await the.server.asked('message.send'), await the.server.asked('message.send')]
  expect(again.map(({ frame }) => frame.room_id).sort()).toEqual([5, 6])
  expect(again.map(({ frame }) => frame.client_id)).toContain(busy.client_id)
})

test('CONN-2 a message longer than a frame fails here and does not break the connection', async () => {
  const timeline = await openRoom()
  await timeline.send('я'.repeat(40_000))
  await until(() => timeline.state.get().outgoing[0]?.status.kind === 'failed')
  expect(timeline.state.get().outgoing[0]?.status).toMatchObject({ error: { code: 'frame_too_large' } })
  expect(the.client.connection.get().kind).toBe('online')
})

test('messages that an earlier page left are shown and sent', async () => {
  const storage = memoryOutboxStorage()
  const left: OutgoingMessage = {
    client_id: '01900000-0000-7000-8000-000000000001',
    room_id: 5,
    text: 'left',
    reply_to: null,
    created_at: 1,
    status: { kind: 'waiting' },
  }
  await storage.put(left)
  const timeline = await openRoom(storage)
  expect((await the.server.asked('message.send')).frame).toMatchObject({ client_id: left.client_id, text: 'left' })
  expect(timeline.state.get().outgoing).toEqual([left])
})

/** What the client tells of messages that were stored. */
function toldOf() {
  const told: SentMessage[] = []
  the.client.onSent((sent) => told.push(sent))
  return told
}

test('PAGE-23 a message is reported as sent after its ack, once, and one of another device is not', async () => {
  const storage = memoryOutboxStorage()
  const left = { room_id: 5, reply_to: null, created_at: 1, status: { kind: 'waiting' } } as const
  await storage.put({ ...left, client_id: '01900000-0000-7000-8000-000000000001', text: 'left by another page' })
  const timeline = await openRoom(storage)
  const told = toldOf()
  const earlier = await the.server.asked('message.send')
  earlier.reply({ client_id: String(earlier.frame.client_id), seq: 4, rev: 4, created_at: 99 })
  const outgoing = await timeline.send('hello')
  const asked = await the.server.asked('message.send')
  expect(told).toEqual([])
  asked.reply({ client_id: outgoing.client_id, seq: 5, rev: 5, created_at: 99 })
  await until(() => timeline.state.get().messages.at(-1)?.seq === 5)
  the.server.event({ t: 'message', room_id: 5, message: own(outgoing, 5) })
  the.server.event({ t: 'message', room_id: 5, message: message(6, { sender_id: '1' }) })
  await until(() => timeline.state.get().messages.at(-1)?.seq === 6)
  expect(told).toEqual([{ room_id: 5, seq: 5 }])
})

test('PAGE-23 a message whose ack is lost is reported as sent by its event, once', async () => {
  const timeline = await openRoom()
  const told = toldOf()
  const outgoing = await timeline.send('hello')
  await the.server.asked('message.send')
  the.server.event({ t: 'message', room_id: 5, message: own(outgoing, 4) })
  await until(() => told.length > 0)
  await the.reconnect()
  await until(() => timeline.state.get().outgoing.length === 0)
  expect(told).toEqual([{ room_id: 5, seq: 4 }])
})

test('PAGE-23 a refused message is reported as sent if a retry is stored, a held one once published', async () => {
  const timeline = await openRoom()
  const told = toldOf()
  const refused = await timeline.send('refused')
  ;(await the.server.asked('message.send')).fail({ code: 'not_permitted', message: 'not now' })
  await until(() => timeline.state.get().outgoing[0]?.status.kind === 'failed')
  const held = await timeline.send('held')
  const holding = await the.server.asked('message.send')
  holding.reply({ client_id: held.client_id, seq: 0, rev: 0, created_at: 99, held: true })
  await timeline.retry(refused.client_id)
  const again = await the.server.asked('message.send')
  expect(told).toEqual([])
  again.reply({ client_id: refused.client_id, seq: 4, rev: 4, created_at: 99 })
  await until(() => told.length === 1)
  the.server.event({ t: 'message', room_id: 5, message: own(held, 5) })
  await until(() => told.length === 2)
  expect(told.map(({ seq }) => seq)).toEqual([4, 5])
})

test('PAGE-23 a message that the user retries in another tab is reported as sent by that tab alone', async () => {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'indexedDB')
  // tabs tell each other of their messages; what a browser refuses to store is in memory
  const refusing = { open: () => unavailable() }
  Object.defineProperty(globalThis, 'indexedDB', { value: refusing, configurable: true })
  const timeline = await openRoom()
  const told = toldOf()
  const other = createChatClient({ url: the.server.url, widgetId: 7, token: tokenOf(1), clock: the.clock })
  try {
    const toldThere: SentMessage[] = []
    other.onSent((sent) => toldThere.push(sent))
    const there = other.openRoom(5)
    await until(() => there.state.get().loaded, 'the other tab is ready')
    const refused = await timeline.send('refused')
    ;(await the.server.asked('message.send')).fail({ code: 'not_permitted', message: 'not now' })
    await until(() => there.state.get().outgoing[0]?.status.kind === 'failed', 'the other tab shows it')
    await there.retry(refused.client_id)
    await until(() => timeline.state.get().outgoing[0]?.status.kind === 'waiting', 'the retry is known here')
    const again = await the.server.asked('message.send')
    again.reply({ client_id: refused.client_id, seq: 4, rev: 4, created_at: 99 })
    await until(() => timeline.state.get().messages.at(-1)?.seq === 4, 'it is sent')
    expect([told, toldThere]).toEqual([[], [{ room_id: 5, seq: 4 }]])
  } finally {
    other.close()
    if (before) Object.defineProperty(globalThis, 'indexedDB', before)
    else Reflect.deleteProperty(globalThis, 'indexedDB')
  }
})

function unavailable(): never {
  throw new Error('the browser refuses the database')
}

test("another user who signs in neither sees nor sends the previous user's messages", async () => {
  const timeline = await openRoom()
  await the.lose()
  await timeline.send('mine')
  the.client.setToken(tokenOf(2))
  await until(() => the.client.me.get()?.user_id === '2')
  const other = the.client.openRoom(5)
  await until(() => other.state.get().loaded)
  expect(other.state.get().outgoing).toEqual([])
  expect(the.server.sent('message.send')).toBe(0)
})
