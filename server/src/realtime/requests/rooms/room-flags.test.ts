import { afterAll, beforeAll, expect, test } from 'bun:test'
import { MUTED_FOREVER } from '@imbachat/protocol'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
  const peers = Array.from({ length: 11 }, (_, n) => `peer${n}`)
  for (const name of ['ann', 'bob', 'c0', 'c1', 'c2', ...peers]) chat.siteUsers.set(name, { name })
})
afterAll(() => chat.stop())

/** Two users of a widget of their own, a second device of the first, and their dialog with `messages` of the second. */
async function stage(messages: number) {
  const widget_id = await chat.makeWidget()
  const [ann, device, bob] = [
    await chat.signIn('ann', { widget_id }),
    await chat.signIn('ann', { widget_id }),
    await chat.signIn('bob', { widget_id }),
  ]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  for (let n = 1; n <= messages; n++) await say(bob, room_id, `text ${n}`)
  return { widget_id, ann, device, bob, room_id }
}

const say = (socket: TestSocket, room_id: number, text: string) =>
  socket.request('message.send', { room_id, client_id: crypto.randomUUID(), text })

const list = async (socket: TestSocket, filter?: 'all' | 'unread' | 'requests' | 'archive') => {
  const { rooms, ...counts } = await socket.request('rooms.list', { filter })
  return { ids: rooms.map((room) => room.room_id), unread: counts.unread_rooms, archived: counts.archived }
}

test('LIST-1 a pinned conversation is pinned on all devices of the user, and nobody else learns of it', async () => {
  const { ann, device, bob, room_id } = await stage(1)
  const { items } = await ann.request('room.pin', { room_id, pinned: true })
  expect(items).toMatchObject([{ kind: 'pin', rev: 1, room_id, order: expect.any(Number) }])
  expect((await device.event('own')).items).toEqual(items)
  await bob.settled()
  expect(bob.events.filter(({ t }) => t === 'own')).toEqual([])
})

test('LIST-1 one conversation more than allowed is not pinned, and the error says how many are', async () => {
  const { ann } = await stage(0)
  for (let n = 0; n < 10; n++) {
    const { room } = await ann.request('dialog.open', { user_id: `peer${n}` })
    await ann.request('room.pin', { room_id: room.room_id, pinned: true })
  }
  const { room } = await ann.request('dialog.open', { user_id: 'peer10' })
  const refusal = await ann.refusal('room.pin', { room_id: room.room_id, pinned: true })
  expect(refusal).toMatchObject({ code: 'too_many_pins', message: expect.stringContaining('10') })
})

test('LIST-2 an archived conversation comes back with the next message, and stays while it is muted', async () => {
  const { ann, bob, room_id } = await stage(1)
  await ann.request('room.archive', { room_id, archived: true })
  expect(await list(ann)).toEqual({ ids: [], unread: 0, archived: 1 })
  expect((await list(ann, 'archive')).ids).toEqual([room_id])
  await say(bob, room_id, 'hello?')
  expect(await list(ann)).toEqual({ ids: [room_id], unread: 1, archived: 0 })
  await ann.request('room.mute', { room_id, until: MUTED_FOREVER })
  await ann.request('room.archive', { room_id, archived: true })
  await say(bob, room_id, 'hello??')
  expect((await list(ann, 'archive')).ids).toEqual([room_id])
})

test('LIST-3 a conversation that is marked as unread counts as unread', async () => {
  const { ann, device, room_id } = await stage(0)
  await say(ann, room_id, 'mine')
  expect((await list(ann)).unread).toBe(0)
  await ann.request('room.mark', { room_id, unread: true })
  expect((await list(device, 'unread')).ids).toEqual([room_id])
  await device.request('room.mark', { room_id, unread: false })
  expect((await list(ann, 'unread')).ids).toEqual([])
})

test('LIST-4 a cleared history is empty in list, sync and summary, and the other user still has it', async () => {
  const { ann, device, bob, room_id } = await stage(3)
  const { items } = await ann.request('room.clear', { room_id, up_to_seq: 2 })
  expect(items).toEqual([{ kind: 'cleared', rev: 1, room_id, up_to_seq: 2, hidden_seq: 0 }])
  expect((await device.event('own')).items).toEqual(items)
  expect(await device.event('receipt')).toMatchObject({ user_id: 'ann', read_seq: 2 })
  const seqs = async (socket: TestSocket) => {
    const listed = await socket.request('messages.list', { room_id })
    const synced = await socket.request('messages.sync', { room_id, rev: 0 })
    if (synced.kind !== 'changes') throw new Error(synced.kind)
    expect(synced.messages).toEqual(listed.messages)
    return listed.messages.map(({ seq }) => seq)
  }
  expect([await seqs(ann), await seqs(bob)]).toEqual([[3], [1, 2, 3]])
  await ann.request('room.clear', { room_id, up_to_seq: 3 })
  const { room } = await ann.request('rooms.get', { room_id })
  expect(room).toMatchObject({ last_message: null, unread: 0, last_seq: 3 })
  expect((await list(ann)).ids).toEqual([room_id])
})

test('LIST-5 a deleted dialog comes back with its next message, without its history', async () => {
  const { ann, bob, room_id } = await stage(2)
  await ann.request('room.clear', { room_id, up_to_seq: 2, hide: true })
  expect(await list(ann)).toEqual({ ids: [], unread: 0, archived: 0 })
  await say(bob, room_id, 'again')
  expect(await list(ann)).toEqual({ ids: [room_id], unread: 1, archived: 0 })
  const { messages } = await ann.request('messages.list', { room_id })
  expect(messages.map(({ text }) => text)).toEqual(['again'])
})

test('LIST-6 the parts of the list are paged by the server, and an unknown part is refused', async () => {
  const { widget_id, ann, bob } = await stage(1)
  for (const [n, asks] of [true, true, false].entries()) {
    const exp = Math.floor(chat.clock.now() / 1_000) + 600
    const permission = await chat.sign({ initiator: `c${n}`, user_id: 'ann', status: asks ? 1 : 0, exp }, widget_id)
    const other = await chat.signIn(`c${n}`, { widget_id })
    const { room } = await other.request('dialog.open', { user_id: 'ann', permission })
    await say(other, room.room_id, 'please')
  }
  const first = await ann.request('rooms.list', { filter: 'requests', limit: 1 })
  expect(first.requests).toBe(2)
  const second = await ann.request('rooms.list', { filter: 'requests', limit: 1, cursor: first.next ?? '' })
  expect(second.next).toBeNull()
  expect([...first.rooms, ...second.rooms].map(({ state }) => state)).toEqual(['invited', 'invited'])
  expect((await list(ann, 'unread')).ids).toHaveLength(4)
  expect((await list(bob, 'requests')).ids).toEqual([])
  const refusal = await ann.refusal('rooms.list', { filter: 'everything' as never })
  expect(refusal).toMatchObject({ code: 'invalid_field', field: 'filter' })
})
