import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { PutStanding } from '../../../chat/ports.ts'
import { changeStanding } from '../../../moderation/restrictions/standing.ts'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { say } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.stop())

let shops = 0

/** A person with a shop, as the owner's guide writes it, and two other users; each test has its own. */
async function market() {
  const mark = ++shops
  const ids = { artyom: `artyom-${mark}`, shop: `P11-A-${mark}`, bob: `bob-${mark}`, cat: `cat-${mark}` }
  describe(ids, { 11: { user_id: ids.shop, name: `Shop ${mark}`, avatar_url: 'https://cdn.example/shop.png' } })
  for (const name of ['bob', 'cat'] as const) chat.siteUsers.set(ids[name], { name })
  const artyom = await chat.signIn(ids.artyom)
  await artyom.event('profiles')
  const bob = await chat.signIn(ids.bob)
  await bob.event('users')
  return { ids, artyom, bob, shop: await signInAs(ids.artyom, ids.shop) }
}

/** What the site says of the person from now on. */
function describe(ids: { artyom: string }, profiles: Record<string, object>, more: object = {}) {
  chat.siteUsers.set(ids.artyom, { name: 'Артём', user_mail: 'artyom@shop.example', profiles, ...more })
}

const askSite = (user_id: string) => chat.gateway.deps.users.refresh(chat.widget_id, user_id)

async function signInAs(person: string, profile: string): Promise<TestSocket & { auth: { me: unknown } }> {
  const socket = await chat.open()
  const auth = await socket.request('auth', { v: 1, token: await chat.token(person), profile })
  return Object.assign(socket, { auth })
}

const refusedAs = async (token: string | null, profile: string) =>
  (await chat.open()).refusal('auth', { v: 1, token, profile })

const standing = (user_id: string, change: PutStanding['change']) =>
  changeStanding(chat.gateway.deps, { widget_id: chat.widget_id, user_id, change })
const give = (user_id: string, kind: 'mute' | 'ban' | 'shadow') =>
  standing(user_id, {
    act: 'give',
    id: crypto.randomUUID(),
    kind,
    until: null,
    reason: 'Spam',
    by: 'mod',
    report_id: null,
  })

/** Everything that the server sends to a connection from now on. */
function framesOf(socket: TestSocket): string[] {
  const frames: string[] = []
  socket.raw.addEventListener('message', ({ data }) => frames.push(String(data)))
  return frames
}

test('PROFILE-1 a person gets the profiles that the site lists, and signs in as one of them', async () => {
  const { ids, shop } = await market()
  const again = await chat.signIn(ids.artyom)
  const listed = { user_id: ids.shop, name: `Shop ${shops}`, avatar_url: 'https://cdn.example/shop.png', gone: false }
  expect(again.auth.profiles).toEqual([listed])
  expect(shop.auth).toMatchObject({ me: { user_id: ids.shop, name: `Shop ${shops}`, placeholder: false } })
  expect(shop.auth).not.toHaveProperty('profiles')
  expect((await chat.signIn(ids.bob)).auth).not.toHaveProperty('profiles')
  const token = await chat.token(ids.artyom, { seconds: 7200 })
  expect((await shop.request('auth.renew', { token })).expires_at).toBeGreaterThan(chat.clock.now() + 7_000_000)
  await say(shop, (await shop.request('dialog.open', { user_id: ids.bob })).room.room_id, 'still the shop')
})

test('PROFILE-1 nobody signs in as another person’s profile, as another user, or as one that is not there', async () => {
  const { ids } = await market()
  const bobs = await chat.token(ids.bob)
  for (const profile of [ids.shop, ids.artyom, 'nobody']) {
    expect(await refusedAs(bobs, profile)).toMatchObject({ code: 'user_unknown', field: 'profile' })
  }
  const own = await chat.token(ids.artyom)
  expect(await refusedAs(own, ids.artyom)).toMatchObject({ code: 'user_unknown' })
})

test('PROFILE-2 a dialog with a person and one with their profile are two rooms', async () => {
  const { ids, artyom, shop, bob } = await market()
  const { room: private_ } = await bob.request('dialog.open', { user_id: ids.artyom })
  const { room: business } = await bob.request('dialog.open', { user_id: ids.shop })
  expect(business.room_id).not.toBe(private_.room_id)
  expect(business.peer).toMatchObject({ user_id: ids.shop, name: `Shop ${shops}` })
  await say(bob, business.room_id, 'Is it sold?')
  expect((await shop.event('message')).message.text).toBe('Is it sold?')
  await artyom.settled()
  expect(artyom.events.filter(({ t }) => t === 'message' || t === 'room')).toEqual([])
  await say(shop, business.room_id, 'No')
  expect((await bob.event('message', ({ message }) => message.text === 'No')).message.sender_id).toBe(ids.shop)
  expect((await artyom.refusal('messages.list', { room_id: business.room_id })).code).toBe('room_not_found')
})

test('PROFILE-2 a person opens no dialog with themself under another name', async () => {
  const { ids, artyom, shop } = await market()
  expect((await artyom.refusal('dialog.open', { user_id: ids.shop })).code).toBe('dialog_self')
  expect((await shop.refusal('dialog.open', { user_id: ids.artyom })).code).toBe('dialog_self')
})

test('PROFILE-3 nothing that others receive shows who is behind a profile', async () => {
  const { ids, artyom, shop, bob } = await market()
  const cat = await chat.signIn(ids.cat)
  const frames = framesOf(bob)
  const { room } = await bob.request('dialog.open', { user_id: ids.shop })
  const { room_id } = room
  expect((await bob.request('presence.watch', { room_ids: [room_id] })).users).toMatchObject([
    { user_id: ids.shop, online: false, last_seen: null },
  ])
  await say(bob, room_id, 'Hello')
  await shop.event('message')
  await shop.request('receipts.update', { rooms: [{ room_id, delivered_seq: 1 }] })
  await shop.request('typing', { room_id, typing: true })
  const { seq } = await say(shop, room_id, 'Yes')
  await shop.request('message.edit', { room_id, seq, text: 'Yes, it is' })
  await shop.request('reaction.add', { room_id, seq: 1, emoji: '👍' })
  await shop.request('receipts.update', { rooms: [{ room_id, read_seq: 1 }] })
  const group = await bob.request('room.create', { client_id: crypto.randomUUID(), title: 'Fair' })
  await bob.request('members.add', { room_id: group.room.room_id, user_ids: [ids.shop, ids.cat] })
  await say(shop, group.room.room_id, 'Thanks')
  await bob.request('members.list', { room_id: group.room.room_id })
  await bob.request('users.get', { room_id, user_ids: [ids.shop, ids.artyom] })
  await bob.request('people.search', { query: 'Shop' })
  await bob.request('report.send', { room_id, seq: 2, reason: 'spam' })
  await bob.request('user.block', { user_id: ids.shop, blocked: true })
  await bob.request('blocked.list', {})
  expect((await shop.refusal('message.send', { room_id, client_id: crypto.randomUUID(), text: 'x' })).code).toBe(
    'blocked',
  )
  await bob.request('user.block', { user_id: ids.shop, blocked: false })
  describe(ids, { 11: { user_id: ids.shop, name: 'Renamed', avatar_url: null } })
  await askSite(ids.artyom)
  await bob.event('users', ({ users }) => users[0]?.name === 'Renamed')
  await give(ids.shop, 'mute')
  await artyom.event('own')
  await bob.request('rooms.list', {})
  artyom.close()
  shop.close()
  await artyom.closed
  await bob.settled()
  for (const secret of [ids.artyom, 'Артём', 'artyom@shop.example', 'person']) {
    expect(frames.filter((frame) => frame.includes(secret))).toEqual([])
  }
  const presence = frames.filter((frame) => frame.includes('"t":"presence"'))
  expect(presence).toEqual([])
  const delivered = frames.filter((frame) => /"t":"receipt".*"delivered_seq":1,"read_seq":0/.test(frame))
  expect(delivered).toEqual([])
  cat.close()
})

test('PROFILE-4 a user who blocks one name of a person hears none of the others, and learns nothing of it', async () => {
  const { ids, artyom, shop, bob } = await market()
  const { room_id } = (await artyom.request('dialog.open', { user_id: ids.bob })).room
  const shopRoom = (await shop.request('dialog.open', { user_id: ids.bob })).room.room_id
  await say(shop, shopRoom, 'Buy!')
  await bob.request('user.block', { user_id: ids.shop, blocked: true })
  const message = { client_id: crypto.randomUUID(), text: 'Buy, I said' }
  expect((await artyom.refusal('message.send', { room_id, ...message })).code).toBe('blocked')
  expect((await bob.request('blocked.list', {})).users.map(({ user_id }) => user_id)).toEqual([ids.shop])
  // bob still writes to the person, as to anybody
  expect((await bob.request('dialog.open', { user_id: ids.artyom })).room.write_block).toBeNull()
  await say(bob, room_id, 'Hello Artyom')
  await bob.request('user.block', { user_id: ids.shop, blocked: false })
  await say(artyom, room_id, 'Now it comes')
})

test('PROFILE-4 a user whom a person blocks under one name still writes to the others', async () => {
  const { ids, artyom, shop, bob } = await market()
  const { room_id } = (await artyom.request('dialog.open', { user_id: ids.bob })).room
  await shop.request('user.block', { user_id: ids.bob, blocked: true })
  await say(bob, room_id, 'To the person')
  await say(artyom, room_id, 'From the person')
})

test('PROFILE-5 a mute, a ban and a shadow ban hold for all names of a person, whichever is named', async () => {
  const { ids, artyom, shop } = await market()
  const { room_id } = (await artyom.request('dialog.open', { user_id: ids.bob })).room
  const shopRoom = (await shop.request('dialog.open', { user_id: ids.bob })).room.room_id
  await give(ids.shop, 'mute')
  for (const socket of [artyom, shop]) {
    expect((await socket.event('own')).items).toMatchObject([{ kind: 'standing', mute: { reason: 'Spam' } }])
  }
  const message = () => ({ client_id: crypto.randomUUID(), text: 'x' })
  expect((await artyom.refusal('message.send', { room_id, ...message() })).code).toBe('muted')
  expect((await shop.refusal('message.send', { room_id: shopRoom, ...message() })).code).toBe('muted')
  await standing(ids.artyom, { act: 'lift', kind: 'mute', by: 'mod' })
  await say(shop, shopRoom, 'Again')
  await give(ids.artyom, 'ban')
  for (const socket of [artyom, shop]) expect(await socket.event('bye')).toMatchObject({ code: 'banned' })
  expect((await refusedAs(await chat.token(ids.artyom), ids.shop)).code).toBe('banned')
  // a profile that the site adds during the ban is banned too
  const second = `${ids.shop}-second`
  describe(ids, { 11: { user_id: ids.shop, name: 'Shop' }, 12: { user_id: second, name: 'Second' } })
  await askSite(ids.artyom)
  expect((await refusedAs(await chat.token(ids.artyom), second)).code).toBe('banned')
})

test('PROFILE-5 messages count for the person, whatever the name', async () => {
  const widget_id = await chat.makeWidget({ messages_per_minute: 3 })
  const person = { name: 'Dan', profiles: { 1: { user_id: 'dans-shop', name: 'Dan’s shop' } } }
  chat.siteUsers.set('dan', person)
  chat.siteUsers.set('eve', { name: 'Eve' })
  const dan = await chat.signIn('dan', { widget_id })
  await dan.event('profiles')
  const shop = await chat.open({ widget_id })
  await shop.request('auth', { v: 1, token: await chat.token('dan', { widget_id }), profile: 'dans-shop' })
  const rooms = await Promise.all([dan, shop].map((socket) => socket.request('dialog.open', { user_id: 'eve' })))
  await say(dan, rooms[0]?.room.room_id ?? 0, 'one')
  const message = { room_id: rooms[1]?.room.room_id ?? 0, client_id: crypto.randomUUID(), text: 'two' }
  expect((await shop.refusal('message.send', message)).code).toBe('rate_limited')
})

test('PROFILE-6 a profile that the site takes away is read by its person, and writes nothing more', async () => {
  const { ids, artyom, shop, bob } = await market()
  const { room_id } = (await shop.request('dialog.open', { user_id: ids.bob })).room
  await say(shop, room_id, 'Open')
  describe(ids, {})
  await askSite(ids.artyom)
  expect((await artyom.event('profiles')).profiles).toMatchObject([{ user_id: ids.shop, gone: true }])
  await say(bob, room_id, 'Are you there?')
  const again = await signInAs(ids.artyom, ids.shop)
  expect((await again.request('messages.list', { room_id })).messages.map(({ text }) => text)).toEqual([
    'Open',
    'Are you there?',
  ])
  const message = { room_id, client_id: crypto.randomUUID(), text: 'x' }
  expect((await again.refusal('message.send', message)).code).toBe('not_permitted')
  expect((await again.request('rooms.list', {})).rooms).toMatchObject([{ room_id, write_block: 'not_permitted' }])
  describe(ids, { 11: { user_id: ids.shop, name: 'Reopened' } })
  await askSite(ids.artyom)
  expect((await artyom.event('profiles')).profiles).toMatchObject([{ name: 'Reopened', gone: false }])
  await say(again, room_id, 'Back')
})

test('PROFILE-7 a profile’s id is nobody else’s: not of who was here, of a bot, or of another person’s profile', async () => {
  const { ids, bob, artyom } = await market()
  bob.close()
  await bob.closed
  await chat.gateway.deps.store.setLastSeen([{ widget_id: chat.widget_id, user_id: ids.bob, at: 1 }])
  const thief = `thief-${shops}`
  const stolen = [ids.bob, ids.shop, ids.artyom].map((user_id) => [user_id, { user_id, name: 'Mine' }])
  chat.siteUsers.set(thief, { name: 'Thief', profiles: Object.fromEntries(stolen) })
  await chat.signIn(thief)
  await askSite(thief)
  expect((await chat.signIn(thief)).auth).not.toHaveProperty('profiles')
  for (const user_id of [ids.bob, ids.shop, ids.artyom]) {
    expect((await refusedAs(await chat.token(thief), user_id)).code).toBe('user_unknown')
  }
  expect((await artyom.request('rooms.list', {})).rooms).toEqual([])
})

test('PROFILE-8 a dialog permission token of the person is one for their profile', async () => {
  const widget_id = await chat.makeWidget({ dialogs: 'permitted' })
  chat.siteUsers.set('gil', { name: 'Gil', profiles: { 1: { user_id: 'gils-shop', name: 'Gil’s' } } })
  chat.siteUsers.set('fay', { name: 'Fay' })
  const gil = await chat.signIn('gil', { widget_id })
  await gil.event('profiles')
  const shop = await chat.open({ widget_id })
  await shop.request('auth', { v: 1, token: await chat.token('gil', { widget_id }), profile: 'gils-shop' })
  const exp = Math.floor(chat.clock.now() / 1000) + 60
  const permission = await chat.sign({ initiator: 'gil', user_id: 'fay', status: 0, exp }, widget_id)
  expect((await shop.request('dialog.open', { user_id: 'fay', permission })).room.peer?.user_id).toBe('fay')
  const others = await chat.sign({ initiator: 'hal', user_id: 'fay', status: 0, exp }, widget_id)
  const refused = await shop.refusal('dialog.open', {
    user_id: 'fay',
    permission: others,
    context: { id: '1', title: 'x', image: null, url: null },
  })
  expect(refused.code).toBe('permission_token_invalid')
})

test('PROFILE-9 events for the site name the person who acted as a profile, those of others and of bots do not', async () => {
  const { ids, shop, bob } = await market()
  await chat.store.chat.keepEvents({ widget_id: chat.widget_id, keep: true })
  const { room_id } = (await shop.request('dialog.open', { user_id: ids.bob })).room
  await say(shop, room_id, 'Hello')
  await say(bob, room_id, 'Hi')
  const read = (more: { pipes?: boolean }) =>
    chat.store.chat.eventsAfter(chat.widget_id, { after: 0, limit: 100, types: ['message.created'], ...more })
  const persons = ({ events }: Awaited<ReturnType<typeof read>>) =>
    events.map(({ data }) => (data as { person_id?: string }).person_id)
  expect(persons(await read({ pipes: true }))).toEqual([ids.artyom, undefined])
  expect(persons(await read({}))).toEqual([undefined, undefined])
  await chat.store.chat.keepEvents({ widget_id: chat.widget_id, keep: false })
})

test('PROFILE-11 a profile’s row and rights follow its person, and a person’s erasing takes it away', async () => {
  const { ids, shop, bob } = await market()
  describe(ids, { 11: { user_id: ids.shop, name: 'Shop' } }, { permissions: { send_message: false } })
  await askSite(ids.shop)
  const { room_id } = (await shop.request('dialog.open', { user_id: ids.bob })).room
  const message = { room_id, client_id: crypto.randomUUID(), text: 'x' }
  expect((await shop.refusal('message.send', message)).code).toBe('not_permitted')
  bob.close()
})
