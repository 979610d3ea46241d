import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChatServer, startChat, wordList } from '../../testing/chat-server.ts'
import { say } from '../../testing/crowd.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.stop())

const ITEM = 'https://shop.example/items/7'
const bike = { id: 'bike-7', title: 'Red bicycle', image: `${ITEM}.jpg`, url: ITEM }

let pairs = 0
async function pair() {
  const [annId, bobId] = [`ann${++pairs}`, `bob${pairs}`]
  chat.siteUsers.set(annId, { name: 'Ann' }).set(bobId, { name: 'Bob' })
  return { annId, bobId, ann: await chat.signIn(annId), bob: await chat.signIn(bobId) }
}

const exp = () => Math.floor(chat.clock.now() / 1000) + 600

test('DIALOG-4 a buyer asks about two items in two dialogs, and the seller sees which is about what', async () => {
  const { ann, bob, annId, bobId } = await pair()
  const { room: about } = await ann.request('dialog.open', { user_id: bobId, context: bike })
  const lamp = { id: 8, title: 'Lamp' }
  const { room: other } = await ann.request('dialog.open', { user_id: bobId, context: lamp })
  const { room: plain } = await ann.request('dialog.open', { user_id: bobId })
  expect(about.context).toEqual({ ...bike, signed: false })
  expect(other.context).toEqual({ id: '8', title: 'Lamp', image: null, url: null, signed: false })
  expect(plain).not.toHaveProperty('context')
  for (const { room_id } of [about, other]) await say(ann, room_id, 'still there?')
  const { rooms } = await bob.request('rooms.list', {})
  expect(rooms.map(({ context, peer }) => [peer?.user_id, context?.title])).toEqual([
    [annId, 'Lamp'],
    [annId, 'Red bicycle'],
  ])
  expect((await bob.request('rooms.search', { query: 'bicycle' })).rooms).toHaveLength(1)
  const { room } = await bob.request('dialog.open', { user_id: annId, context: bike })
  expect(room.room_id).toBe(about.room_id)
})

test('DIALOG-5 a new description reaches both users live', async () => {
  const { ann, bob, bobId } = await pair()
  const { room } = await ann.request('dialog.open', { user_id: bobId, context: bike })
  await say(ann, room.room_id, 'hello')
  await bob.event('message')
  await ann.request('dialog.open', { user_id: bobId, context: { ...bike, title: 'Red bicycle, 90 €' } })
  for (const socket of [ann, bob]) {
    expect((await socket.event('room')).room).toMatchObject({
      room_id: room.room_id,
      context: { title: 'Red bicycle, 90 €' },
    })
  }
})

test("DIALOG-5 a user without permission to write can't change the dialog's context", async () => {
  const { ann } = await pair()
  chat.siteUsers.set('mute', { name: 'Mute', permissions: { send_message: false } })
  const mute = await chat.signIn('mute')
  await mute.event('users', ({ users }) => users.some((user) => user.name === 'Mute'))
  const { room } = await ann.request('dialog.open', { user_id: 'mute', context: bike })
  const context = { ...bike, title: 'Other' }
  expect((await mute.request('dialog.open', { user_id: ann.auth.me?.user_id ?? '', context })).room).toMatchObject({
    room_id: room.room_id,
    context: { title: 'Red bicycle' },
  })
})

test('DIALOG-6 in a context of the page, picture and link are addresses of the site', async () => {
  const { ann, bobId } = await pair()
  const refusal = (more: Record<string, unknown>) =>
    ann.refusal('dialog.open', { user_id: bobId, context: { ...bike, ...more } })
  for (const address of ['https://evil.example/7', 'https://shop.example.evil.example', 'http://shop.example/7']) {
    expect(await refusal({ url: address })).toMatchObject({ code: 'invalid_field', field: 'context.url' })
    expect(await refusal({ image: address })).toMatchObject({ code: 'invalid_field', field: 'context.image' })
  }
  for (const address of ['javascript:alert(1)', 'data:image/png;base64,AAAA', '/items/7', 'https://a:b@shop.example']) {
    expect(await refusal({ url: address })).toMatchObject({ code: 'invalid_field', field: 'context.url' })
  }
  expect(await refusal({ title: ' ' })).toMatchObject({ code: 'invalid_field', field: 'context.title' })
  expect(await refusal({ title: 'x'.repeat(201) })).toMatchObject({ code: 'invalid_field', field: 'context.title' })
  expect(await refusal({ id: '' })).toMatchObject({ code: 'invalid_field', field: 'context.id' })
  expect(await refusal({ price: 90 })).toMatchObject({ code: 'invalid_field', field: 'context.price' })
})

test('DIALOG-6 the context of a permission token counts for more than that of the page, with any address', async () => {
  const { ann, annId, bobId } = await pair()
  const claims = { user_id: bobId, initiator: annId, status: 0, exp: exp() }
  const context = { id: 7, title: 'Red bicycle', image: 'https://cdn.example/7.jpg' }
  const permission = await chat.sign({ ...claims, context })
  const forged = { id: '7', title: 'Gold' }
  const { room } = await ann.request('dialog.open', { user_id: bobId, permission, context: forged })
  expect(room.context).toEqual({ ...context, id: '7', url: null, signed: true })
  const { room: again } = await ann.request('dialog.open', { user_id: bobId, context: forged })
  expect([again.room_id, again.context]).toEqual([room.room_id, room.context])

  const wrong = await chat.sign({ ...claims, context: { id: 7 } })
  const refused = await ann.refusal('dialog.open', { user_id: bobId, permission: wrong })
  expect(refused).toMatchObject({ code: 'permission_token_invalid', field: 'permission' })
  expect(refused.message).toStartWith('context.title')
})

test('DIALOG-6 a declined request is not repeated under a context that the site did not name', async () => {
  const { ann, annId, bobId } = await pair()
  const claims = { user_id: bobId, initiator: annId, status: 1, exp: exp() }
  const refused = await ann.refusal('dialog.open', {
    user_id: bobId,
    permission: await chat.sign(claims),
    context: bike,
  })
  expect(refused).toMatchObject({ code: 'permission_token_invalid', field: 'permission' })
  const permission = await chat.sign({ ...claims, context: bike })
  expect((await ann.request('dialog.open', { user_id: bobId, permission })).room).toMatchObject({
    state: 'requested',
    context: { signed: true },
  })
})

test('DIALOG-11 a request that waits or was declined is not repeated under another context of the page', async () => {
  const widget_id = await chat.makeWidget({ dialogs: 'request' })
  const { annId, bobId } = await pair()
  const [ann, bob] = [await chat.signIn(annId, { widget_id }), await chat.signIn(bobId, { widget_id })]
  const { room } = await ann.request('dialog.open', { user_id: bobId, context: bike })
  await say(ann, room.room_id, 'still there?')
  const under = (id: string) => ({ user_id: bobId, context: { ...bike, id } })
  const refused = async () => {
    const one = await ann.refusal('dialog.open', under('lamp'))
    expect(one.field).toBe('user_id')
    expect((await ann.refusal('dialog.open', { user_id: bobId })).code).toBe(one.code)
    return one.code
  }
  expect(await refused()).toBe('request_pending')
  await bob.request('dialog.answer', { room_id: room.room_id, accept: false })
  expect(await refused()).toBe('request_declined')
  expect((await bob.request('rooms.list', { filter: 'requests' })).rooms).toEqual([])
  // the site may, and so may the user who declined
  const claims = { user_id: bobId, initiator: annId, status: 1, exp: exp(), context: { ...bike, id: 'signed' } }
  const permission = await chat.sign(claims, widget_id)
  const asked = await ann.request('dialog.open', { user_id: bobId, permission })
  expect(asked.room.state).toBe('requested')
  await bob.request('dialog.answer', { room_id: asked.room.room_id, accept: true })
  await bob.request('dialog.answer', { room_id: room.room_id, accept: true })
  expect((await ann.request('dialog.open', under('lamp'))).room.state).toBe('requested')
})

test('DIALOG-11 a user who opens 20 requests at once under contexts of the page has one', async () => {
  const widget_id = await chat.makeWidget({ dialogs: 'request' })
  const { annId, bobId } = await pair()
  const ann = await chat.signIn(annId, { widget_id })
  const codes = await Promise.all(
    Array.from({ length: 20 }, (_, n) =>
      ann.request('dialog.open', { user_id: bobId, context: { ...bike, id: `many ${n}` } }).then(
        () => 'opened',
        (error: { code: string }) => error.code,
      ),
    ),
  )
  expect(codes.filter((code) => code === 'opened')).toHaveLength(1)
  expect(new Set(codes)).toEqual(new Set(['opened', 'request_pending']))
})

test('DIALOG-12 dialogs under contexts of the page in which nobody wrote are limited for a pair, and others are not', async () => {
  const few = await startChat({ limits: { EMPTY_DIALOGS_PER_PAIR: 3 } })
  for (const name of ['ann', 'bob', 'bob"', 'bobby', 'eve']) few.siteUsers.set(name, { name })
  const [ann, bob, eve] = [await few.signIn('ann'), await few.signIn('bob'), await few.signIn('eve')]
  const about = (id: number, user_id = 'bob') => ({ user_id, context: { ...bike, id: `item ${id}` } })
  const first = await eve.request('dialog.open', about(0))
  for (const id of [1, 2]) await eve.request('dialog.open', about(id))
  const refused = { code: 'forbidden', field: 'context' }
  expect(await eve.refusal('dialog.open', about(3))).toMatchObject(refused)
  expect(await bob.refusal('dialog.open', about(3, 'eve'))).toMatchObject(refused)
  // those that there are, the one about nothing, and another pair's
  expect((await eve.request('dialog.open', about(0))).room.room_id).toBe(first.room.room_id)
  await eve.request('dialog.open', { user_id: 'bob' })
  await ann.request('dialog.open', about(3))
  for (const other of ['bob"', 'bobby']) await eve.request('dialog.open', about(3, other))
  // a buyer who writes may go on to any number of items
  await say(eve, first.room.room_id, 'still there?')
  await eve.request('dialog.open', about(3))
  expect(await eve.refusal('dialog.open', about(4))).toMatchObject(refused)
  const claims = { user_id: 'bob', initiator: 'eve', status: 0, exp: exp(), context: { ...bike, id: 'signed' } }
  await eve.request('dialog.open', { user_id: 'bob', permission: await few.sign(claims) })
  await few.stop()
})

test('DIALOG-6 a token with a context is no login', async () => {
  const token = await chat.sign({ user_id: 'eve', exp: exp(), context: bike })
  const socket = await chat.open()
  expect(await socket.refusal('auth', { v: 1, token })).toMatchObject({ code: 'token_claims' })
})

test('ACCESS-1 the same pair and context of another widget is another dialog, and others see neither', async () => {
  const { ann, annId, bobId } = await pair()
  const { room } = await ann.request('dialog.open', { user_id: bobId, context: { ...bike, title: 'Secret bicycle' } })
  await say(ann, room.room_id, 'hello')
  const widget_id = await chat.makeWidget()
  const namesake = await chat.signIn(annId, { widget_id })
  const { room: other } = await namesake.request('dialog.open', {
    user_id: bobId,
    context: { id: bike.id, title: 'Bike' },
  })
  expect(other.context?.title).toBe('Bike')
  expect((await namesake.request('rooms.search', { query: 'secret' })).rooms).toEqual([])
  const eve = await chat.signIn('eve')
  expect((await eve.refusal('rooms.get', { room_id: room.room_id })).code).toBe('room_not_found')
  const { room: own } = await eve.request('dialog.open', { user_id: bobId, context: { id: bike.id, title: 'Mine' } })
  expect(own.room_id).not.toBe(room.room_id)
  expect((await ann.request('rooms.get', { room_id: room.room_id })).room.context?.title).toBe('Secret bicycle')
})

test('DIALOG-7 a user changes descriptions at a limited pace; the same one again costs nothing', async () => {
  const { ann, bobId } = await pair()
  await ann.request('dialog.open', { user_id: bobId, context: bike })
  const open = (title: string) => ann.request('dialog.open', { user_id: bobId, context: { ...bike, title } })
  for (let n = 0; n < 30; n++) await open(bike.title)
  for (let n = 0; n < 20; n++) await open(`Title ${n}`)
  const refused = await ann.refusal('dialog.open', { user_id: bobId, context: { ...bike, title: 'One more' } })
  expect(refused).toMatchObject({ code: 'rate_limited', retry_after_ms: expect.any(Number) })
  expect((await open('Title 19')).room.context?.title).toBe('Title 19')
})

test('SAFE-17 SAFE-16 the word lists count for a title that the page names, not for one that the site signed', async () => {
  const widget_id = await chat.makeWidget({}, { lists: [wordList('refuse', 'casino'), wordList('mask', 'damn')] })
  for (const name of ['ann', 'bob']) chat.siteUsers.set(name, { name })
  const ann = await chat.signIn('ann', { widget_id })
  const open = (title: string) => ({ user_id: 'bob', context: { ...bike, title } })
  expect(await ann.refusal('dialog.open', open('Best CASINO'))).toMatchObject({
    code: 'words_refused',
    field: 'context.title',
  })
  expect((await ann.request('dialog.open', open('Damn bicycle'))).room.context?.title).toBe('**** bicycle')
  const claims = { user_id: 'bob', initiator: 'ann', status: 0, exp: exp(), context: { ...bike, title: 'Casino' } }
  const permission = await chat.sign(claims, widget_id)
  expect((await ann.request('dialog.open', { user_id: 'bob', permission })).room.context?.title).toBe('Casino')
})
