import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChatServer, startChat, wordList } from '../../testing/chat-server.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
  for (const name of ['ann', 'bob', 'cat', 'dan', 'eve']) chat.siteUsers.set(name, { name })
})
afterAll(() => chat.stop())

const text = (room_id: number) => ({ room_id, client_id: crypto.randomUUID(), text: 'hello' })

test('SAFE-12 a change of one setting keeps the others and reaches all devices of the user', async () => {
  const [phone, laptop] = [await chat.signIn('ann'), await chat.signIn('ann')]
  await phone.request('settings.set', { settings: { sound: false } })
  await laptop.event('own')
  const { item } = await laptop.request('settings.set', { settings: { theme: 'dark' } })
  expect(item).toMatchObject({
    kind: 'settings',
    sound: false,
    theme: 'dark',
    writes_from: 'everyone',
    last_seen: true,
  })
  expect((await laptop.event('own')).items).toEqual([item])
  expect((await phone.request('user.sync', { rev: 0 })) as object).toMatchObject({ items: [item] })
})

test('SAFE-9 a user who takes no new people gets no new dialog and is not added to rooms', async () => {
  const [bob, cat] = [await chat.signIn('bob'), await chat.signIn('cat')]
  const known = (await cat.request('dialog.open', { user_id: 'dan' })).room
  await cat.request('message.send', text(known.room_id))
  const dan = await chat.signIn('dan')
  await dan.request('settings.set', { settings: { writes_from: 'nobody' } })
  expect((await bob.refusal('dialog.open', { user_id: 'dan' })).code).toBe('not_accepting')
  expect((await bob.request('room.open', { pipe: 'of bob', user_ids: ['dan'] })).room.member_count).toBe(1)
  expect((await cat.request('room.open', { pipe: 'of cat', user_ids: ['dan'] })).room.member_count).toBe(2)
  await cat.request('message.send', text(known.room_id))
  const claims = { user_id: 'dan', initiator: 'bob', status: 0, exp: Math.floor(chat.clock.now() / 1000) + 60 }
  await bob.request('dialog.open', { user_id: 'dan', permission: await chat.sign(claims) })
})

test('SAFE-9 where the site does not tell who is a friend, the first message is a request', async () => {
  const [bob, eve] = [await chat.signIn('bob'), await chat.signIn('eve')]
  await eve.request('settings.set', { settings: { writes_from: 'friends' } })
  expect((await bob.request('dialog.open', { user_id: 'eve' })).room.state).toBe('requested')
})

test('SAFE-9 a widget may make every first message a request', async () => {
  const widget_id = await chat.makeWidget({ dialogs: 'request' })
  const bob = await chat.signIn('bob', { widget_id })
  expect((await bob.request('dialog.open', { user_id: 'ann' })).room.state).toBe('requested')
})

test('SAFE-10 presence of a user who hides it is sent to nobody, and they are sent nobody’s', async () => {
  const [ann, cat] = [await chat.signIn('ann'), await chat.signIn('cat')]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'cat' })).room
  await ann.request('message.send', text(room_id))
  const watch = (socket: typeof ann) => socket.request('presence.watch', { room_ids: [room_id] })
  expect((await watch(ann)).users).toMatchObject([{ user_id: 'cat', online: true }])
  expect((await watch(cat)).users).toHaveLength(1)
  await cat.request('settings.set', { settings: { last_seen: false } })
  expect(await ann.event('presence')).toMatchObject({ user_id: 'cat', online: false, last_seen: null })
  for (const socket of [ann, cat]) expect((await watch(socket)).users).toEqual([])
})

test('SAFE-11 read receipts of a dialog are hidden from both while one of them hides theirs', async () => {
  const [ann, bob] = [await chat.signIn('ann'), await chat.signIn('bob')]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  await ann.request('message.send', text(room_id))
  await bob.event('message')
  await bob.request('settings.set', { settings: { receipts: false } })
  await bob.request('receipts.update', { rooms: [{ room_id, delivered_seq: 1, read_seq: 1 }] })
  await ann.settled()
  expect(ann.events.filter(({ t }) => t === 'receipt')).toEqual([])
  await ann.request('message.send', text(room_id))
  await bob.request('room.clear', { room_id, up_to_seq: 2, hide: false })
  expect(await bob.event('receipt', ({ read_seq }) => read_seq === 2)).toMatchObject({ user_id: 'bob' })
  await ann.settled()
  expect(ann.events.filter((event) => event.t === 'receipt' && event.user_id === 'bob')).toEqual([])
  const marks = async () => (await ann.request('rooms.get', { room_id })).room.watermarks
  expect(await marks()).toContainEqual({ user_id: 'bob', delivered_seq: 0, read_seq: 0 })
  await bob.request('settings.set', { settings: { receipts: true } })
  expect(await marks()).toContainEqual({ user_id: 'bob', delivered_seq: 2, read_seq: 2 })
})

test('SAFE-13 a message and an edit with a word of the widget’s list are refused', async () => {
  const widget_id = await chat.makeWidget({}, { lists: [wordList('refuse', 'casino')] })
  const [ann] = [await chat.signIn('ann', { widget_id })]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  expect((await ann.refusal('message.send', { ...text(room_id), text: 'Best CASINO!' })).code).toBe('words_refused')
  const { seq } = await ann.request('message.send', text(room_id))
  expect((await ann.refusal('message.edit', { room_id, seq, text: 'casino' })).code).toBe('words_refused')
})

test('SAFE-14 both users get a request without contact details; once it is accepted, messages have them', async () => {
  const widget_id = await chat.makeWidget(
    { dialogs: 'request', mask_contacts: 'until_accepted' },
    { lists: [wordList('mask', 'damn')] },
  )
  const [ann, bob] = [await chat.signIn('ann', { widget_id }), await chat.signIn('bob', { widget_id })]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  const written = { room_id, client_id: crypto.randomUUID(), text: 'Call +7 916 123-45-67' }
  const stored = { text: 'Call •••', masked: 'contacts' }
  const reply = await ann.request('message.send', written)
  expect(reply.stored).toEqual(stored as never)
  expect((await bob.event('message')).message).toMatchObject(stored)
  expect((await ann.request('message.send', written)).stored).toEqual(stored as never)
  const answer = await bob.request('message.send', { ...text(room_id), text: 'mine is 8 916 123-45-67' })
  expect(answer).not.toHaveProperty('stored')
  const { message } = await ann.request('message.edit', { room_id, seq: reply.seq, text: 'damn, ann@mail.example.com' })
  expect(message).toMatchObject({ text: '****, ann@mail.example.com', masked: 'words' })
  expect((await ann.request('message.edit', { room_id, seq: reply.seq, text: 'fine' })).message).not.toHaveProperty(
    'masked',
  )
})

test('SAFE-14 in all dialogs: also edits and what the page says a dialog is about, but no public group', async () => {
  const widget_id = await chat.makeWidget({ mask_contacts: 'dialogs' })
  const ann = await chat.signIn('ann', { widget_id })
  const context = { id: 7, title: 'Bike, t.me/ann' }
  const { room } = await ann.request('dialog.open', { user_id: 'bob', context })
  expect(room.context?.title).toBe('Bike, •••')
  const { seq } = await ann.request('message.send', { ...text(room.room_id), text: 'see https://example.com' })
  const { message } = await ann.request('message.edit', { room_id: room.room_id, seq, text: 'or @ann_of_shop' })
  expect(message).toMatchObject({ text: 'or •••', masked: 'contacts' })
  const group = (await ann.request('room.open', { pipe: 'all of us', is_public: true })).room
  expect(await ann.request('message.send', { ...text(group.room_id), text: 'https://example.com' })).not.toHaveProperty(
    'stored',
  )
})
