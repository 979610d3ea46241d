import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChatServer, startChat } from '../../../server/src/realtime/testing/chat-server.ts'
import { messageActs } from '../acts/message-acts.ts'
import { roomActs } from '../acts/room-acts.ts'
import { createChatClient } from '../chat-client.ts'
import type { ChatClient } from '../client-types.ts'
import { until } from '../testing/until.ts'
import type { IncomingMessage } from '../types.ts'
import { withProfiles } from './with-profiles.ts'

let chat: ChatServer
const clients: ChatClient[] = []
beforeAll(async () => {
  chat = await startChat()
})
afterAll(async () => {
  for (const client of clients) client.close()
  await chat.stop()
})

let sellers = 0

async function client(user_id: string, profile?: string): Promise<ChatClient> {
  const { origin } = new URL(chat.httpUrl())
  const token = await chat.token(user_id)
  const made = createChatClient({ url: origin, widgetId: chat.widget_id, token, profile })
  clients.push(made)
  await until(() => made.rooms.state.get().loaded, 'loaded')
  return made
}

/** A person with a shop, whose client shows both, and somebody who writes to them. */
async function seller() {
  const mark = ++sellers
  const ids = { ann: `ann-${mark}`, shop: `shop-${mark}`, bob: `bob-${mark}` }
  const site = (...shops: [string, string][]) =>
    chat.siteUsers.set(ids.ann, {
      name: 'Ann',
      profiles: Object.fromEntries(shops.map(([user_id, name]) => [user_id, { user_id, name }])),
    })
  site([ids.shop, 'Shop'])
  chat.siteUsers.set(ids.bob, { name: 'Bob' })
  const ann = await client(ids.ann)
  const token = await chat.token(ids.ann)
  const stop = withProfiles(ann, (profile) => {
    const { origin } = new URL(chat.httpUrl())
    const made = createChatClient({ url: origin, widgetId: chat.widget_id, token, profile })
    clients.push(made)
    return made
  })
  await until(() => ann.profiles.get().length === 1, 'a profile')
  const bob = await client(ids.bob)
  const listed = () => ann.rooms.state.get().rooms.map(({ room_id }) => room_id)
  return { ids, site, ann, bob, listed, stop, refresh: () => chat.gateway.deps.users.refresh(chat.widget_id, ids.ann) }
}

test('PROFILE-2 the conversations of a person and of their profiles are one list, the last active first', async () => {
  const { ids, ann, bob, listed } = await seller()
  const incoming: IncomingMessage[] = []
  ann.onIncoming((one) => incoming.push(one))
  const toAnn = await bob.openDialog(ids.ann)
  const toShop = await bob.openDialog(ids.shop)
  await bob.openRoom(toAnn.room_id).send('Private')
  await until(() => listed().length === 1)
  await bob.openRoom(toShop.room_id).send('Is it sold?')
  await until(() => listed().join() === [toShop.room_id, toAnn.room_id].join(), 'both')
  expect(ann.rooms.state.get()).toMatchObject({ unreadRooms: 2, rooms: [{ unread: 1 }, { unread: 1 }] })
  expect([...ann.asProfile.get()]).toMatchObject([[toShop.room_id, { user_id: ids.shop, name: 'Shop' }]])
  expect(incoming.map(({ message }) => message.text)).toEqual(['Private', 'Is it sold?'])
  expect(ann.me.get()?.user_id).toBe(ids.ann)
})

test('PROFILE-2 a person reads, writes, stars, pins and deletes in a room under the name that is in it', async () => {
  const { ids, ann, bob } = await seller()
  const { room_id } = await bob.openDialog(ids.shop)
  const theirs = bob.openRoom(room_id)
  await theirs.send('Is it sold?')
  await until(() => ann.asProfile.get().has(room_id))
  const mine = ann.openRoom(room_id)
  await until(() => mine.state.get().messages.length === 1)
  mine.markRead(1)
  await until(() => ann.rooms.state.get().unreadRooms === 0)
  await until(() => theirs.state.get().watermarks[0]?.read_seq === 1, 'read')
  await mine.send('No')
  await until(() => theirs.state.get().messages.length === 2)
  expect(theirs.state.get().messages[1]).toMatchObject({ text: 'No', sender_id: ids.shop })
  await messageActs(ann).star(room_id, [1], true)
  await until(() => ann.flags.get().get(room_id)?.star?.messages.length === 1)
  expect((await messageActs(ann).starred()).messages.map(({ message }) => message.text)).toEqual(['Is it sold?'])
  await roomActs(ann).pin(room_id, true)
  await until(() => ann.flags.get().get(room_id)?.pin?.order != null)
  await messageActs(ann).delete(room_id, 2)
  await until(() => theirs.state.get().messages[1]?.text === null)
  mine.close()
  theirs.close()
})

test('PROFILE-2 a dialog is opened under the name that the user chose', async () => {
  const { ids, ann, bob } = await seller()
  const asAnn = await ann.openDialog(ids.bob)
  const asShop = await ann.openDialog(ids.bob, undefined, undefined, ids.shop)
  expect(asShop.room_id).not.toBe(asAnn.room_id)
  expect(ann.asProfile.get().get(asShop.room_id)).toMatchObject({ user_id: ids.shop })
  await ann.openRoom(asShop.room_id).send('We have new lamps')
  await until(() => bob.rooms.state.get().rooms.length === 1)
  expect(bob.rooms.state.get().rooms[0]?.peer).toMatchObject({ user_id: ids.shop, name: 'Shop' })
})

test('PROFILE-1 a profile that the site adds joins the list, and one that it takes away stays to be read', async () => {
  const { ids, site, ann, bob, refresh } = await seller()
  const { room_id } = await bob.openDialog(ids.shop)
  await bob.openRoom(room_id).send('Hello')
  await until(() => ann.asProfile.get().has(room_id))
  const second = `${ids.shop}-second`
  site([second, 'Second'])
  await refresh()
  await until(() => ann.profiles.get().length === 2, 'both')
  expect(ann.profiles.get().map(({ user_id, gone }) => [user_id, gone])).toEqual([
    [second, false],
    [ids.shop, true],
  ])
  const toSecond = await bob.openDialog(second)
  await bob.openRoom(toSecond.room_id).send('Are you new?')
  await until(() => ann.rooms.state.get().rooms.length === 2)
  await until(() => ann.rooms.state.get().rooms.some((room) => room.write_block === 'not_permitted'), 'closed')
})

test('PROFILE-2 a client that stops is the person’s alone', async () => {
  const { ids, ann, bob, stop } = await seller()
  const { room_id } = await bob.openDialog(ids.shop)
  await bob.openRoom(room_id).send('Hello')
  await until(() => ann.rooms.state.get().rooms.length === 1)
  stop()
  expect(ann.rooms.state.get().rooms).toEqual([])
  expect(ann.asProfile.get().size).toBe(0)
})
