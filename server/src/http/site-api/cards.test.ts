import { afterAll, beforeAll, expect, test } from 'bun:test'
import { OpenAPIHono } from '@hono/zod-openapi'
import type { Message } from '@imbachat/protocol'
import sharp from 'sharp'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { createEgress } from '../../egress/egress.ts'
import { changeStanding } from '../../moderation/restrictions/standing.ts'
import { type ChatServer, SITE_ORIGIN, startChat } from '../../realtime/testing/chat-server.ts'
import type { TestSocket } from '../../realtime/testing/test-socket.ts'
import { createPageReader } from '../../site/pages/page-reader.ts'
import type { HttpEnv } from '../http-env.ts'
import { NOBODY } from '../testing/nobody.ts'
import { siteApiRoutes } from './index.ts'

interface Answer {
  status: number
  code?: string
  error?: string
  field?: string
  message?: { id: number; user_id: string; message: string }
}

let chat: ChatServer
let app: OpenAPIHono<HttpEnv>
let web: ReturnType<typeof Bun.serve>
let ann: TestSocket
/** of the widget's cards, a day */
const NEW_PICTURES = 12
let bob: TestSocket
let key = ''
let rooms = 0
let shownOnce = false

beforeAll(async () => {
  const picture = await sharp({ create: { width: 600, height: 300, channels: 3, background: '#2a6' } })
    .jpeg()
    .toBuffer()
  web = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      const { pathname } = new URL(request.url)
      if (pathname === '/lamp.jpg') return new Response(picture)
      if (pathname === '/shown-once.jpg' && !shownOnce) {
        shownOnce = true
        return new Response(picture)
      }
      return pathname === '/words' ? new Response('no picture') : new Response('none', { status: 404 })
    },
  })
  const limits = { timeoutMs: 5_000, maxBytes: 1024 * 1024 }
  const egress = createEgress({ allowLoopback: true, allow: [], clock: systemClock, limits })
  const pages = createPageReader({ egress, pageBytes: 0, pictureBytes: 1024 * 1024, log: silentLog })
  chat = await startChat({
    pages,
    searches: true,
    limits: { CARD_PICTURES_PER_DAY: NEW_PICTURES, REST_CALLS_PER_SECOND: 0 },
  })
  await chat.widgets.change('all_widgets', chat.widget_id, {
    settings: { card_origins: [web.url.origin, 'http://10.0.0.1', 'https://*.pay.example'] },
  })
  key = (await chat.widgets.find(chat.widget_id))?.secretKeys[0] ?? ''
  app = new OpenAPIHono<HttpEnv>()
  siteApiRoutes(app, { chat: chat.gateway.deps, people: NOBODY, health: () => 'ready' })
  for (const name of ['ann', 'bob', 'cat', 'shop']) chat.siteUsers.set(name, { name })
  ann = await chat.signIn('ann')
  bob = await chat.signIn('bob')
})
afterAll(async () => {
  await chat.stop()
  await web.stop(true)
})

async function call(name: string, fields: Record<string, unknown>, form = false): Promise<Answer> {
  const path = `/imbachat/v2/${chat.widget_id}/${name}`
  const headers = {
    authorization: `Basic ${btoa(`${chat.widget_id}:${key}`)}`,
    'content-type': form ? 'application/x-www-form-urlencoded' : 'application/json',
  }
  const body = form ? String(new URLSearchParams(fields as Record<string, string>)) : JSON.stringify(fields)
  const response = await app.request(path, { method: 'POST', headers, body }, { address: '192.0.2.1' })
  return { status: response.status, ...((await response.json()) as object) }
}

async function newRoom(users_ids = ['shop', 'ann', 'bob']): Promise<number> {
  const made = (await call('create_room', { room_pipe: `cards ${++rooms}`, users_ids })) as unknown as {
    room: { room_id: number }
  }
  return made.room.room_id
}

const send = (room_id: number, more: Record<string, unknown>) =>
  call('send_msg', { user_id: 'shop', room_id, message: 'Your order is ready', ...more })
const card = async (room_id: number, given: Record<string, unknown>) =>
  (await send(room_id, { card: given })).message?.id ?? 0
const press = (seq: number, room_id: number, button_id: string, client_id: string = crypto.randomUUID()) => ({
  room_id,
  seq,
  button_id,
  client_id,
})
const at = async (room_id: number, seq: number, by = ann) =>
  (await by.request('messages.list', { room_id })).messages.find((message: Message) => message.seq === seq)

test('CARD-1 a card has a title and up to ten buttons, equal for all members', async () => {
  const room_id = await newRoom()
  const buttons = [
    { label: 'Thanks' },
    { id: 'shop', type: 'url', label: 'Order page', url: `${SITE_ORIGIN}/orders/17` },
    { id: 'pay', type: 'event', label: 'Pay', style: 'primary' },
    { type: 'reply', label: 'Call me', text: 'Please call me back' },
  ]
  const seq = await card(room_id, { title: 'Order 17', buttons, after_press: 'lock' })
  const expected = {
    title: 'Order 17',
    buttons: [
      { id: '1', label: 'Thanks', type: 'reply' },
      { id: 'shop', type: 'url', label: 'Order page', url: `${SITE_ORIGIN}/orders/17` },
      { id: 'pay', type: 'event', label: 'Pay', style: 'primary' },
      { id: '4', type: 'reply', label: 'Call me', text: 'Please call me back' },
    ],
    after_press: 'lock',
  }
  for (const by of [ann, bob]) {
    const { message } = await by.event('message', (event) => event.room_id === room_id)
    expect(message).toMatchObject({ seq, sender_id: 'shop', text: 'Your order is ready' })
    expect(message.card).toEqual(expected as never)
  }
  const fromForm = await call(
    'send_msg',
    { user_id: 'shop', room_id: String(room_id), message: 'Hi', card: JSON.stringify({ buttons: [{ label: 'Yes' }] }) },
    true,
  )
  expect((await at(room_id, fromForm.message?.id ?? 0))?.card?.buttons).toHaveLength(1)
})

const button = (more: Record<string, unknown>) => ({ buttons: [{ label: 'Go', ...more }] })
const link = (url: string) => button({ type: 'url', url })

test.each([
  ['11 buttons', { buttons: Array.from({ length: 11 }, () => ({ label: 'Go' })) }, 'card.buttons'],
  ['no list of buttons', { buttons: 'Go' }, 'card.buttons'],
  ['javascript:', link('javascript:alert(1)'), 'card.buttons.0.url'],
  ['mailto:', link('mailto:a@shop.example'), 'card.buttons.0.url'],
  ['another site', link('https://evil.example/'), 'card.buttons.0.url'],
  ['a password', link('https://shop.example@evil.example/'), 'card.buttons.0.url'],
  ['http where https is allowed', link('http://a.pay.example/'), 'card.buttons.0.url'],
  ['a relative address', link('/orders/17'), 'card.buttons.0.url'],
  ['no address', button({ type: 'url' }), 'card.buttons.0.url'],
  ['a kind that there is not', button({ type: 'call' }), 'card.buttons.0.type'],
  ['10,000 characters', { buttons: [{ label: 'a'.repeat(10_000) }] }, 'card.buttons.0.label'],
  ['no label', { buttons: [{}] }, 'card.buttons.0.label'],
  ['an empty label', { buttons: [{ label: '  ' }] }, 'card.buttons.0.label'],
  ['a label of nothing', { buttons: [{ label: '\u2800' }] }, 'card.buttons.0.label'],
  ['a direction override', { buttons: [{ label: 'Pay \u202e001' }] }, 'card.buttons.0.label'],
  ['a control character', { buttons: [{ label: 'Pay\u0007' }] }, 'card.buttons.0.label'],
  ['a line break', { buttons: [{ label: 'Pay\nnow' }] }, 'card.buttons.0.label'],
  ['half a pair', { buttons: [{ label: 'Pay \ud83d' }] }, 'card.buttons.0.label'],
  ['a direction override in a reply', button({ text: 'a\u2066b' }), 'card.buttons.0.text'],
  ['an id twice', { buttons: [{ label: 'A' }, { id: '1', label: 'B' }] }, 'card.buttons.1.id'],
  ['an id with spaces', button({ id: 'a b' }), 'card.buttons.0.id'],
  ['an unknown field', button({ script: 'x' }), 'card.buttons.0.script'],
  ['an unknown part', { colour: 'red' }, 'card.colour'],
  ['a title that turns', { title: 'a\u202eb' }, 'card.title'],
  ['an unknown end', { ...button({}), after_press: 'vanish' }, 'card.after_press'],
  ['a picture of another site', { picture: 'https://evil.example/a.png' }, 'card.picture'],
  ['a picture at a private address', { picture: 'http://10.0.0.1/a.png' }, 'card.picture'],
  ['no card', 'Pay', 'card'],
])('CARD-2 %s is refused by the name of its field', async (_, given, field) => {
  const room_id = await newRoom()
  expect(await send(room_id, { card: given })).toMatchObject({ status: 422, code: 'invalid_field', field })
  expect((await ann.request('messages.list', { room_id })).messages.filter(({ system }) => !system)).toEqual([])
})

test('CARD-2 an address of an allowed origin and its subdomains passes', async () => {
  const room_id = await newRoom()
  for (const url of [`${SITE_ORIGIN}/a?b#c`, 'https://a.pay.example/x']) {
    expect((await send(room_id, { card: link(url) })).status).toBe(200)
  }
  // emojis and scripts that join letters are no tricks
  expect((await send(room_id, { card: { buttons: [{ label: 'می‌خواهم 👩‍🚀' }] } })).status).toBe(200)
})

test('CARD-3 the picture is fetched once, stored once and open to the members of the room alone', async () => {
  const room_id = await newRoom()
  const picture = new URL('/lamp.jpg', web.url).href
  const seq = await card(room_id, { title: 'Ship’s lamp', picture })
  const [attachment, ...more] = (await at(room_id, seq))?.attachments ?? []
  expect(more).toEqual([])
  expect(attachment).toMatchObject({ kind: 'image', name: 'Ship’s lamp', width: 600, height: 300 })
  await card(room_id, { picture })
  expect(await chat.store.readDb.selectFrom('blob').select('id').execute()).toHaveLength(1)
  expect(await chat.store.readDb.selectFrom('upload').select('id').execute()).toEqual([])
  const file_id = attachment?.file_id ?? ''
  const { tickets } = await bob.request('files.tickets', { room_id, file_ids: [file_id] })
  const url = `/imbachat/v1/${chat.widget_id}/files/${file_id}/original?ticket=${tickets[0]?.ticket}`
  expect((await fetch(new URL(url, chat.httpUrl()))).status).toBe(200)
  const cat = await chat.signIn('cat')
  expect((await cat.refusal('files.tickets', { room_id, file_ids: [file_id] })).code).toBe('room_not_found')

  const words = await send(room_id, { card: { picture: new URL('/words', web.url).href } })
  expect(words).toMatchObject({ status: 422, code: 'file_broken', field: 'card.picture' })
  const missing = await send(room_id, { card: { picture: new URL('/none', web.url).href } })
  expect(missing).toMatchObject({ status: 422, code: 'invalid_field', field: 'card.picture' })
  // the site may take its picture away before it repeats the call
  const missed = {
    user_id: 'shop',
    room_id,
    message: 'Hi',
    uuid: 'lamp',
    card: { picture: `${web.url}shown-once.jpg` },
  }
  const first = await call('send_msg', missed)
  expect(first.status).toBe(200)
  expect(await call('send_msg', missed)).toEqual(first)
  // what no message took is given back
  const nobody = { user_id: 'cat', room_id, message: 'Hi', card: { picture } }
  expect((await call('send_msg', nobody)).code).toBe('room_not_found')
  expect(await chat.store.readDb.selectFrom('upload').select('id').execute()).toEqual([])
})

test('CARD-5 a reply is the message of the user who pressed, quotes the card, and marks it for all', async () => {
  const room_id = await newRoom()
  const seq = await card(room_id, { buttons: [{ label: 'Call me', text: 'Please call me back' }], after_press: 'lock' })
  const { message, sent } = await ann.request('button.press', press(seq, room_id, '1'))
  expect(sent).toMatchObject({ sender_id: 'ann', text: 'Please call me back', reply_to: seq })
  expect(message.card?.pressed).toMatchObject({ button_id: '1', user_id: 'ann' })
  await bob.event('message', (event) => event.room_id === room_id && event.message.text === 'Please call me back')
  await bob.event('message', (event) => event.room_id === room_id && event.message.card?.pressed !== undefined)
  expect(await bob.refusal('button.press', press(seq, room_id, '1'))).toMatchObject({
    code: 'button_used',
    field: 'button_id',
  })
})

test('CARD-5 others receive a press, whose server died before it published it, once it is sent again', async () => {
  const room_id = await newRoom()
  const seq = await card(room_id, { buttons: [{ label: 'Call me' }], after_press: 'lock' })
  const button = (await at(room_id, seq))?.card?.buttons?.[0]
  if (!button) throw new Error('the card has no button')
  const [widget_id, user_id, client_id] = [chat.widget_id, 'ann', crypto.randomUUID()]
  const reply = { widget_id, room_id, sender_id: user_id, client_id, text: 'Call me', reply_to: seq }
  const stored = await chat.store.chat.pressButton({ widget_id, room_id, seq, user_id, button, client_id, reply })
  expect(stored).toMatchObject({ kind: 'pressed', changed: true })
  const again = await ann.request('button.press', press(seq, room_id, button.id, client_id))
  expect(again.sent).toMatchObject({ text: 'Call me' })
  await bob.event('message', (event) => event.room_id === room_id && event.message.text === 'Call me')
  await bob.event('message', (event) => event.room_id === room_id && event.message.card?.pressed !== undefined)
})

test('CARD-5 without an end, buttons can be pressed again and by each member', async () => {
  const room_id = await newRoom()
  const seq = await card(room_id, { buttons: [{ label: 'Yes' }, { type: 'event', id: 'map', label: 'Map' }] })
  const before = (await at(room_id, seq))?.rev
  for (const by of [ann, ann, bob]) {
    expect((await by.request('button.press', press(seq, room_id, '1'))).sent).toMatchObject({ text: 'Yes' })
    expect(await by.request('button.press', press(seq, room_id, 'map'))).not.toHaveProperty('sent')
  }
  expect((await at(room_id, seq))?.rev).toBe(before)
})

test('CARD-7 a press is refused by a stable code', async () => {
  const room_id = await newRoom()
  const seq = await card(room_id, {
    buttons: [
      { label: 'Yes' },
      { type: 'event', id: 'pay', label: 'Pay' },
      { ...link(SITE_ORIGIN).buttons[0], id: 'go' },
    ],
  })
  for (const id of ['none', 'go']) {
    expect(await ann.refusal('button.press', press(seq, room_id, id))).toMatchObject({
      code: 'button_not_found',
      field: 'button_id',
    })
  }
  expect(await ann.refusal('button.press', press(99, room_id, '1'))).toMatchObject({ code: 'message_not_found' })
  const shop = await chat.signIn('shop')
  expect(await shop.refusal('button.press', press(seq, room_id, '1'))).toMatchObject({
    code: 'forbidden',
    field: 'seq',
  })
  await bob.request('room.leave', { room_id })
  for (const id of ['1', 'pay']) {
    expect((await bob.refusal('button.press', press(seq, room_id, id))).code).toBe('room_not_found')
  }
  // moderators mute
  const change = { act: 'give', id: crypto.randomUUID(), kind: 'mute', until: null, reason: '', by: 'x' } as const
  await changeStanding(chat.gateway.deps, {
    widget_id: chat.widget_id,
    user_id: 'cat',
    change: { ...change, report_id: null },
  })
  await call('add_users', { room_id, users_ids: ['cat'] })
  const cat = await chat.signIn('cat')
  for (const id of ['1', 'pay']) {
    expect((await cat.refusal('button.press', press(seq, room_id, id))).code).toBe('muted')
  }
  // in a room of announcements nobody replies, and the page can still be called
  await chat.store.chat.moderateRoom({ widget_id: chat.widget_id, room_id, rights: { send: 'managers' } })
  expect((await ann.refusal('button.press', press(seq, room_id, '1'))).code).toBe('managers_only')
  expect((await ann.request('button.press', press(seq, room_id, 'pay'))).message.seq).toBe(seq)
  await chat.store.chat.moderateRoom({ widget_id: chat.widget_id, room_id, frozen: true })
  for (const id of ['1', 'pay']) {
    expect((await ann.refusal('button.press', press(seq, room_id, id))).code).toBe('frozen')
  }
})

test('CARD-4 a forwarded card keeps title and picture, and has no buttons; the search finds the title', async () => {
  const room_id = await newRoom()
  const picture = new URL('/lamp.jpg', web.url).href
  const seq = await card(room_id, {
    title: 'Brass chandelier',
    picture,
    buttons: [{ label: 'Yes' }],
    after_press: 'hide',
  })
  const to = (await ann.request('room.open', { pipe: `forwarded ${room_id}`, user_ids: [] })).room.room_id
  const { message } = await ann.request('message.forward', {
    room_id: to,
    client_id: crypto.randomUUID(),
    from_room_id: room_id,
    from_seq: seq,
  })
  expect(message).toMatchObject({ card: { title: 'Brass chandelier' }, forward: { user_id: 'shop' } })
  expect(message.card).not.toHaveProperty('buttons')
  expect(message.attachments).toHaveLength(1)
  const { hits } = await ann.request('messages.search', { query: 'chandelier', room_id })
  expect(hits.map((hit) => hit.message.seq)).toEqual([seq])
})

test('CARD-8 the site changes text and buttons of a message and deletes it', async () => {
  const room_id = await newRoom()
  const seq = await card(room_id, { title: 'Order 17', buttons: [{ id: 'pay', type: 'event', label: 'Pay' }] })
  const edit = (more: Record<string, unknown>) => call('edit_msg', { room_id, message_id: seq, ...more })
  expect(await edit({ card: { buttons: [] } })).toMatchObject({ success: true, message: { id: seq } } as never)
  expect(await at(room_id, seq)).toMatchObject({ card: { title: 'Order 17' }, edited_at: null })
  await edit({ message: 'Paid, thank you' })
  await bob.event('message', ({ message }) => message.text === 'Paid, thank you' && message.edited_at !== null)
  expect((await at(room_id, seq))?.card).toEqual({ title: 'Order 17' })
  await edit({ card: null })
  expect(await at(room_id, seq)).not.toHaveProperty('card')

  expect(await edit({ card: link('https://evil.example/') })).toMatchObject({ field: 'card.buttons.0.url' })
  expect(await edit({ card: { picture: `${SITE_ORIGIN}/a.png` } })).toMatchObject({ field: 'card.picture' })
  expect(await edit({})).toMatchObject({ code: 'invalid_field', field: 'message' })
  expect(await edit({ message: ' ' })).toMatchObject({ code: 'message_empty', field: 'message' })
  expect(await edit({ message_id: 99, message: 'x' })).toMatchObject({ code: 'message_not_found', field: 'message_id' })
  expect(await edit({ message_id: 0, message: 'x' })).toMatchObject({ code: 'invalid_field', field: 'message_id' })
  expect(await edit({ room_id: 999, message: 'x' })).toMatchObject({ code: 'room_not_found', field: 'room_id' })

  const remove = () => call('delete_msg', { room_id, message_id: seq })
  expect(await remove()).toMatchObject({ success: true, message_id: seq } as never)
  expect(await remove()).toMatchObject({ success: true } as never)
  await bob.event('message', ({ message }) => message.seq === seq && message.deleted_at !== null)
  expect(await edit({ message: 'again' })).toMatchObject({ code: 'message_not_found' })
  expect(await call('delete_msg', { room_id, message_id: 99 })).toMatchObject({
    code: 'message_not_found',
    field: 'message_id',
  })
})

test('NOTICE-1 the site says something in a room in each language, once a key, and nobody has it unread', async () => {
  const room_id = await newRoom()
  const before = (await ann.request('rooms.get', { room_id })).room.unread
  const post = () =>
    call('send_msg', { type: 'system', room_id, message: { ru: 'Оплачено', en: 'Paid' }, uuid: 'paid-17' })
  const { message } = await post()
  expect(message).toMatchObject({ user_id: '', message: 'Paid' })
  expect((await post()).message).toEqual(message as never)
  const event = await ann.event('message', (event) => event.room_id === room_id && event.message.seq === message?.id)
  expect(event.message).toMatchObject({
    sender_id: '',
    system: { kind: 'site', user_ids: [], text: 'Paid', texts: { ru: 'Оплачено' } },
  })
  const { room } = await ann.request('rooms.get', { room_id })
  expect([room.unread, room.last_sender]).toEqual([before, null])
  const inForm = { type: 'system', room_id: String(room_id), 'message[en]': 'Sent', 'message[de]': 'Verschickt' }
  expect(await call('send_msg', inForm, true)).toMatchObject({ message: { message: 'Sent' } } as never)
  const dialog = { type: 'system', user_id: 'ann', to_user_id: 'bob', message: 'Order 17 is paid' }
  expect((await call('send_msg', dialog)).status).toBe(200)
})

test.each([
  [{ message: {} }, 'message'],
  [{ message: { english: 'Paid' } }, 'message'],
  [{ message: { en: 7 } }, 'message'],
  [{ message: '  ' }, 'message'],
  [{ message: 'Paid', card: { title: 'x' } }, 'card'],
  [{ message: 'Paid', answer_to: 1 }, 'answer_to'],
  [{ message: 'Paid', type: 'loud' }, 'type'],
  [{ message: { en: 'Paid' }, type: 'text', user_id: 'shop' }, 'message'],
  [{ message: 'Paid', type: 'text' }, 'user_id'],
])('NOTICE-3 %j is refused by the name of its field', async (fields, field) => {
  const room_id = await newRoom()
  expect(await call('send_msg', { type: 'system', room_id, ...fields })).toMatchObject({ status: 422, field })
})

test('CARD-12 above the daily number a card with a new picture is refused, and one with a known picture sent', async () => {
  const room_id = await newRoom()
  const cardWith = (path: string) => send(room_id, { card: { picture: new URL(path, web.url).href } })
  await cardWith('/lamp.jpg')
  const codes: unknown[] = []
  for (let n = 0; n < NEW_PICTURES; n++) codes.push((await cardWith('/words')).code)
  const refused = await cardWith('/words')
  expect(refused).toMatchObject({ code: 'quota_exceeded', field: 'card.picture' })
  expect(codes[0]).toBe('file_broken')
  expect((await cardWith('/lamp.jpg')).status).toBe(200)
})
