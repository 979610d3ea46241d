import { afterEach, beforeEach, expect, test } from 'bun:test'
import { eventually } from '../../../../sdk/src/testing/until.ts'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import { type ChatServer, startChat } from '../../realtime/testing/chat-server.ts'
import type { TestSocket } from '../../realtime/testing/test-socket.ts'
import { altered } from '../../testing/altered.ts'
import type { Notifier } from '../notifier.ts'
import { pass, startNotifier } from '../testing/recorder.ts'
import { localService } from './testing/local-service.ts'

let chat: ChatServer
let service: ReturnType<typeof localService>
let notifier: Notifier

beforeEach(async () => {
  chat = await startChat()
  service = localService()
  for (const name of ['ann', 'bob', 'cat']) chat.siteUsers.set(name, { name: name.toUpperCase() })
  notifier = await startNotifier(chat, [chat.push.channel])
  chat.pushChanges((widget_id) => notifier.changed(widget_id))
})
afterEach(async () => {
  await notifier.close()
  await chat.stop()
  await service.stop()
})

const say = (by: TestSocket, room_id: number, text: string, more = {}) =>
  by.request('message.send', { room_id, client_id: crypto.randomUUID(), text, ...more })

/** Moves the clock until the condition holds. */
async function passUntil(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 600) throw new Error(`never: ${condition}`)
    await pass(chat, 1_000)
  }
}

type Given = ReturnType<ReturnType<typeof localService>['browser']>['given']

/** A request of a window or worker. */
async function post(act: string, body: object, widget_id = chat.widget_id) {
  const answer = await fetch(`${chat.httpUrl(widget_id)}/push/${act}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const read = (await answer.json()) as { device_id: string; error?: { code: string; field?: string } }
  return { status: answer.status, ...read }
}

async function subscribe(by: TestSocket, given: Given, page: string | null = null) {
  const { ticket } = await by.request('push.ticket', { page })
  const { status, device_id } = await post('subscribe', { ticket, ...given })
  expect(status).toBe(200)
  return device_id
}

async function dialog() {
  const [ann, bob] = [await chat.signIn('ann'), await chat.signIn('bob')]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  await chat.siteAnswered()
  return { ann, bob, room_id }
}

const setContent = (push_content: string) =>
  chat.store.control
    .updateTable('widget')
    .set({ settings: JSON.stringify({ messages_per_minute: 10_000, push_content }) })
    .where('id', '=', chat.widget_id)
    .execute()

const devices = async (by: TestSocket) => (await by.request('push.devices', {})).devices

test('PUSH-2 a ticket subscribes one browser of its user, once and for ten minutes, in its own widget', async () => {
  const { ann, bob } = await dialog()
  const phone = service.browser('phone')
  const { ticket } = await bob.request('push.ticket', { page: null })
  const other = await chat.makeWidget()
  expect(await post('subscribe', { ticket, ...phone.given }, other)).toMatchObject({
    status: 403,
    error: { code: 'ticket_invalid', field: 'ticket' },
  })
  expect((await post('subscribe', { ticket, ...phone.given })).status).toBe(200)
  expect((await post('subscribe', { ticket, ...phone.given })).status).toBe(403)
  expect(await devices(bob)).toMatchObject([{ name: 'Firefox, Linux', here: false }])
  // it was bob's: ann has none
  expect(await devices(ann)).toEqual([])

  const late = await bob.request('push.ticket', { page: null })
  chat.clock.elapse(10 * 60_000)
  expect((await post('subscribe', { ticket: late.ticket, ...phone.given })).status).toBe(403)
  const first = await ann.request('push.ticket', { page: null })
  await ann.request('push.ticket', { page: null })
  expect((await post('subscribe', { ticket: first.ticket, ...phone.given })).status).toBe(403)
})

test('PROFILE-10 a message to a profile notifies the browsers of its person, once', async () => {
  chat.siteUsers.set('sam', { name: 'Sam', profiles: { 1: { user_id: 'sams-shop', name: 'Sam’s shop' } } })
  const [sam, bob] = [await chat.signIn('sam'), await chat.signIn('bob')]
  await sam.event('profiles')
  const phone = service.browser('phone')
  await subscribe(sam, phone.given)
  const { room_id } = (await bob.request('dialog.open', { user_id: 'sams-shop' })).room
  await say(bob, room_id, 'Is it sold?')
  await passUntil(() => phone.got().length > 0)
  expect(phone.titles()).toEqual(['BOB'])
})

test('PUSH-2 an invalid subscription is refused, and the error names the field', async () => {
  const { bob } = await dialog()
  const { given } = service.browser('phone')
  const { endpoint, keys } = given.subscription
  const wrong = [
    [{ subscription: { endpoint: 'ftp://push.example/x', keys } }, 'subscription.endpoint'],
    [{ subscription: { endpoint: 'http://user:secret@127.0.0.1/x', keys } }, 'subscription.endpoint'],
    [{ subscription: { endpoint: `https://push.example/${'x'.repeat(1000)}`, keys } }, 'subscription.endpoint'],
    [{ subscription: { endpoint, keys: { ...keys, p256dh: `B${'A'.repeat(86)}` } } }, 'subscription.keys.p256dh'],
    [{ subscription: { endpoint, keys: { ...keys, auth: 'x' } } }, 'subscription.keys.auth'],
    [{ device: 'x' }, 'device'],
    [{ name: 'two\nlines' }, 'name'],
    [{ language: 'xx' }, 'language'],
  ] as const
  for (const [change, field] of wrong) {
    const { ticket } = await bob.request('push.ticket', { page: null })
    const { status, error } = await post('subscribe', { ticket, ...given, ...change })
    expect([status, error?.code, error?.field]).toEqual([422, 'invalid_field', field])
  }
  expect(await devices(bob)).toEqual([])
  expect((await post('elsewhere', {})).status).toBe(404)
})

test('PUSH-3 a message comes encrypted, replaces what was not delivered, and leads to its place', async () => {
  const { ann, bob, room_id } = await dialog()
  const phone = service.browser('phone')
  await subscribe(bob, phone.given, 'https://shop.example/inbox?tab=1#top')
  bob.close()
  await say(ann, room_id, 'Is it still there?')
  await passUntil(() => phone.got().length === 1)
  const [{ payload, headers } = { payload: null, headers: new Headers() }] = phone.got()
  expect(payload).toMatchObject({
    web_push: 8030,
    notification: {
      title: 'ANN',
      body: 'New message',
      navigate: `https://shop.example/inbox?tab=1#imbachat-m=${room_id}.1`,
      tag: `imbachat ${chat.widget_id} ${room_id}`,
      data: { room_id, seq: 1 },
    },
  })
  expect(headers.get('ttl')).toBe(`${DEFAULT_LIMITS.PUSH_TTL_SECONDS}`)
  expect(headers.get('urgency')).toBe('high')
  const topic = headers.get('topic')
  await say(ann, room_id, 'Hello?')
  await passUntil(() => phone.got().length === 2)
  expect(phone.got()[1]?.headers.get('topic')).toBe(topic)
  expect(phone.got()[1]?.payload.notification.body).toBe('2 new messages')
})

test('PUSH-4 a notification has the text of a message only where the widget allows it', async () => {
  const { ann, bob, room_id } = await dialog()
  const phone = service.browser('phone')
  await subscribe(bob, phone.given)
  bob.close()
  const shown = []
  for (const push_content of ['none', 'sender', 'text'] as const) {
    await setContent(push_content)
    const before = phone.got().length
    await say(ann, room_id, 'The code is 4711')
    await passUntil(() => phone.got().length > before)
    const { title, body } = phone.got().at(-1)?.payload.notification ?? { title: '', body: '' }
    shown.push([title, body])
  }
  expect(shown).toEqual([
    ['Chat', 'New message'],
    ['ANN', '2 new messages'],
    ['ANN', 'The code is 4711'],
  ])
  await setContent('off')
  const cat = await chat.signIn('cat')
  expect((await cat.refusal('push.ticket', { page: null })).code).toBe('forbidden')
})

test('PUSH-5 a browser that the push service does not know any more is removed', async () => {
  const { ann, bob, room_id } = await dialog()
  const [phone, laptop] = [service.browser('phone'), service.browser('laptop')]
  await subscribe(bob, phone.given)
  await subscribe(bob, laptop.given)
  bob.close()
  service.answers((path) => new Response(null, { status: path === phone.path ? 410 : 201 }))
  await say(ann, room_id, 'one')
  await passUntil(() => laptop.got().length === 1)
  const again = await chat.signIn('bob')
  await eventually(async () => expect(await devices(again)).toHaveLength(1))
})

test('PUSH-6 a push service that is busy or down is tried again, and nobody gets a notification twice', async () => {
  const { ann, bob, room_id } = await dialog()
  const [phone, laptop] = [service.browser('phone'), service.browser('laptop')]
  await subscribe(bob, phone.given)
  await subscribe(bob, laptop.given)
  bob.close()
  let calls = 0
  const answers = [
    () => new Response(null, { status: 429, headers: { 'retry-after': '30' } }),
    () => new Response('x'.repeat(1_000_000), { status: 503 }),
    () => new Response(null, { status: 201 }),
  ]
  service.answers((path) => {
    if (path === laptop.path) return new Response(null, { status: 201 })
    return answers[Math.min(calls++, 2)]?.() ?? new Response()
  })
  await say(ann, room_id, 'one')
  await passUntil(() => calls === 1)
  const waitsUntil = chat.clock.now() + 29_000
  await passUntil(() => calls === 2)
  expect(chat.clock.now()).toBeGreaterThanOrEqual(waitsUntil)
  await passUntil(() => phone.got().length === 1)
  await pass(chat, 120_000, 5_000)
  expect([phone.got().length, laptop.got().length]).toEqual([1, 1])
})

test('PUSH-7 a browser that subscribes again has one row, and belongs to the user who was last', async () => {
  const { ann, bob, room_id } = await dialog()
  const before = service.browser('before')
  const after = service.browser('after', before.given.device)
  await subscribe(bob, before.given)
  await subscribe(bob, after.given)
  expect(await devices(bob)).toHaveLength(1)
  await say(ann, room_id, 'one')
  await passUntil(() => after.got().length === 1)
  expect(before.got()).toEqual([])

  // another user of the same computer; and the same address under another name
  await subscribe(ann, after.given)
  expect(await devices(bob)).toEqual([])
  await subscribe(bob, { ...after.given, device: service.browser('x').given.device })
  expect(await devices(ann)).toEqual([])
})

test('PUSH-7 above the limit of devices, the oldest gets no more', async () => {
  const { bob } = await dialog()
  for (let count = 0; count <= DEFAULT_LIMITS.PUSH_DEVICES_PER_USER; count++) {
    chat.clock.elapse(1_000)
    await subscribe(bob, { ...service.browser(`device${count}`).given, name: `Device ${count}` })
  }
  const names = (await devices(bob)).map(({ name }) => name)
  expect(names).toHaveLength(DEFAULT_LIMITS.PUSH_DEVICES_PER_USER)
  expect(names).not.toContain('Device 0')
})

test('PUSH-8 a sign-out on the browser, the end of the sessions, and a lost key end the notifications', async () => {
  const { ann, bob, room_id } = await dialog()
  const [home, work, cafe] = [service.browser('home'), service.browser('work'), service.browser('cafe')]
  const device_id = await subscribe(bob, home.given)
  await subscribe(bob, work.given)
  expect((await post('forget', { device_id }, await chat.makeWidget())).status).toBe(200)
  expect(await devices(bob)).toHaveLength(2)
  expect((await post('forget', { device_id })).status).toBe(200)
  expect(await devices(bob)).toHaveLength(1)
  await say(ann, room_id, 'one')
  await passUntil(() => work.got().length === 1)
  expect(home.got()).toEqual([])

  chat.clock.elapse(1_000)
  await chat.store.control
    .updateTable('chat_user')
    .set({ tokens_from: chat.clock.now() })
    .where('id', '=', 'bob')
    .execute()
  chat.gateway.deps.users.forget(chat.widget_id, 'bob')
  const there = await chat.signIn('cat')
  await subscribe(there, cafe.given)
  const { room_id: withCat } = (await ann.request('dialog.open', { user_id: 'cat' })).room
  there.close()
  await say(ann, room_id, 'two')
  await say(ann, withCat, 'two')
  await passUntil(() => cafe.got().length === 1)
  expect(work.got()).toHaveLength(1)
})

test('PUSH-8 a user turns off one of their own browsers or all, and nobody else’s', async () => {
  const { ann, bob } = await dialog()
  const device_id = await subscribe(bob, service.browser('phone').given)
  await subscribe(bob, service.browser('laptop').given)
  await ann.request('push.off', { device_id })
  await ann.request('push.off', {})
  expect((await bob.request('push.devices', { device_id })).devices.filter(({ here }) => here)).toHaveLength(1)
  await bob.request('push.off', { device_id })
  expect(await devices(bob)).toHaveLength(1)
  await bob.request('push.off', {})
  expect(await devices(bob)).toEqual([])
})

test('PUSH-9 a reply from a notification is a message of its user in that room, once', async () => {
  const { ann, bob, room_id } = await dialog()
  const phone = service.browser('phone')
  const device_id = await subscribe(bob, phone.given)
  bob.close()
  await say(ann, room_id, 'Are you there?')
  await passUntil(() => phone.got().length === 1)
  const { token = '', log_id = '' } = phone.got()[0]?.payload.notification.data ?? {}
  const reply = { token, log_id, client_id: crypto.randomUUID(), text: 'Yes' }
  expect(await post('reply', reply)).toMatchObject({ status: 200, seq: 2 })
  expect(await post('reply', reply)).toMatchObject({ status: 200, seq: 2 })
  const { messages } = await ann.request('messages.list', { room_id, limit: 10 })
  expect(messages.map(({ sender_id, text }) => [sender_id, text])).toEqual([
    ['ann', 'Are you there?'],
    ['bob', 'Yes'],
  ])
  expect(chat.pushUses).toContain(`answered ${log_id}`)

  const refused = async (change: object, widget_id = chat.widget_id) =>
    (await post('reply', { ...reply, client_id: crypto.randomUUID(), ...change }, widget_id)).error?.code
  expect(await refused({}, await chat.makeWidget())).toBe('ticket_invalid')
  expect(await refused({ token: altered(token) })).toBe('ticket_invalid')
  expect(await refused({ text: '' })).toBe('message_empty')
  await post('forget', { device_id })
  expect(await refused({})).toBe('ticket_invalid')
})

test('PUSH-9 a reply marks as read what the notification showed, and a later message stays unread', async () => {
  const { ann, bob, room_id } = await dialog()
  const phone = service.browser('phone')
  await subscribe(bob, phone.given)
  await say(ann, room_id, 'Are you there?')
  await passUntil(() => phone.got().length === 1)
  const { token = '', log_id = '', seq = 0 } = phone.got()[0]?.payload.notification.data ?? {}
  const room = async () => (await bob.request('rooms.get', { room_id })).room
  const reply = (text: string) => post('reply', { token, log_id, seq, client_id: crypto.randomUUID(), text })
  expect(await reply('Yes')).toMatchObject({ status: 200 })
  expect(await room()).toMatchObject({ unread: 0, last_seq: 2 })
  expect(await ann.event('receipt', ({ read_seq }) => read_seq >= 1)).toMatchObject({ room_id, user_id: 'bob' })

  await say(ann, room_id, 'Where?')
  expect(await reply('At home')).toMatchObject({ status: 200 })
  const read = expect.objectContaining({ user_id: 'bob', read_seq: 2 })
  expect(await room()).toMatchObject({ last_seq: 4, watermarks: expect.arrayContaining([read]) })
})

test('PUSH-9 a worker learns which rooms its user has read, to close their notifications', async () => {
  const { ann, bob, room_id } = await dialog()
  const phone = service.browser('phone')
  await subscribe(bob, phone.given)
  await say(ann, room_id, 'one')
  await passUntil(() => phone.got().length === 1)
  const { token = '' } = phone.got()[0]?.payload.notification.data ?? {}
  const ask = () =>
    post('read', {
      token,
      rooms: [
        { room_id, seq: 1 },
        { room_id: room_id + 1, seq: 1 },
      ],
    })
  expect(await ask()).toMatchObject({ read: [room_id + 1] })
  await bob.request('receipts.update', { rooms: [{ room_id, read_seq: 1 }] })
  expect(await ask()).toMatchObject({ read: [room_id, room_id + 1] })
})

test('PUSH-10 a browser with a new address keeps its row; only the browser itself can say so', async () => {
  const { ann, bob, room_id } = await dialog()
  const [before, after] = [service.browser('before'), service.browser('after')]
  const device_id = await subscribe(bob, before.given)
  const { subscription } = after.given
  expect((await post('renew', { device: device_id, subscription })).status).toBe(404)
  expect((await post('renew', { device: before.given.device, subscription })).status).toBe(200)
  await say(ann, room_id, 'one')
  await passUntil(() => after.got().length === 1)
  expect(before.got()).toEqual([])
  expect(await devices(bob)).toMatchObject([{ device_id }])
})

test('CALL-20 a notification of a missed call says so, and only that there is something where the widget hides it', async () => {
  const { ann, bob, room_id } = await dialog()
  await say(ann, room_id, 'Hello')
  await say(bob, room_id, 'Hello')
  await bob.request('receipts.update', { rooms: [{ room_id, read_seq: 2 }] })
  const phone = service.browser('phone')
  await subscribe(bob, phone.given)
  bob.close()
  const shown = []
  for (const push_content of ['none', 'sender', 'text'] as const) {
    await setContent(push_content)
    const before = phone.got().length
    const start = { room_id, party: 'p'.repeat(22), video: push_content === 'text' }
    const { call } = await ann.request('call.start', start)
    await ann.request('call.cancel', { call_id: call.call_id })
    await passUntil(() => phone.got().length > before)
    const { title, body } = phone.got().at(-1)?.payload.notification ?? { title: '', body: '' }
    shown.push([title, body.split('\n').at(-1)])
  }
  expect(shown).toEqual([
    ['Chat', 'New message'],
    ['ANN', 'Missed call'],
    ['ANN', 'Missed video call'],
  ])
})
