import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ChatError } from '@imbachat/protocol'
import type { ChatStore } from '../../chat/ports.ts'
import { type ChatServer, startChat } from '../testing/chat-server.ts'
import { crowd, say } from '../testing/crowd.ts'

let chat: ChatServer
let forgetful: ChatServer
beforeAll(async () => {
  chat = await startChat()
  forgetful = await startChat({ limits: { recentBytes: 0 } })
})
afterAll(() => Promise.all([chat.stop(), forgetful.stop()]))

/** Bob is removed and a message is sent without Bob, right before or after the store's next answer of that kind. */
async function gone(
  chat: ChatServer,
  read: 'messagesBefore' | 'messagesSince' | 'membershipsOf' | 'membersOf' | 'everIn',
  when: 'before' | 'after',
) {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'bob')
  const { room_id } = (await by.ann.request('room.open', { pipe, is_public: true, user_ids: [ids.bob] })).room
  await say(by.ann, room_id, 'hello')
  await by.bob.event('message')
  const store: ChatStore = chat.store.chat
  const original = store[read]
  const leave = async () => {
    await by.ann.request('members.remove', { room_id, user_id: ids.bob })
    await say(by.ann, room_id, 'without Bob')
  }
  const delayed = async (...args: Parameters<typeof original>) => {
    Object.assign(store, { [read]: original })
    if (when === 'before') await leave()
    const answer = await (original as (...args: unknown[]) => Promise<unknown>)(...args)
    if (when === 'after') await leave()
    return answer
  }
  Object.assign(store, { [read]: delayed })
  return { bob: by.bob, room_id }
}

test('ROOM-4 a page of history that is being read when its reader is removed holds nothing of later changes', async () => {
  const { bob, room_id } = await gone(chat, 'messagesBefore', 'before')
  expect(await bob.refusal('messages.list', { room_id })).toMatchObject({ code: 'room_not_found' })
})

test('ROOM-4 a sync that is answered from memory when its reader is removed holds nothing of later changes', async () => {
  const { bob, room_id } = await gone(chat, 'membershipsOf', 'after')
  expect(await bob.refusal('messages.sync', { room_id, rev: 0 })).toMatchObject({ code: 'room_not_found' })
})

test('ROOM-4 a sync that is read from the store when its reader is removed holds nothing of later changes', async () => {
  const { bob, room_id } = await gone(forgetful, 'messagesSince', 'before')
  expect(await bob.refusal('messages.sync', { room_id, rev: 0 })).toMatchObject({ code: 'room_not_found' })
})

test('ROOM-4 members and names that are read while their reader is removed hold nothing of later changes', async () => {
  const list = await gone(chat, 'membersOf', 'before')
  expect((await list.bob.refusal('members.list', { room_id: list.room_id })).code).toBe('room_not_found')
  const get = await gone(chat, 'everIn', 'before')
  const asked = { room_id: get.room_id, user_ids: ['anybody'] }
  expect((await get.bob.refusal('users.get', asked)).code).toBe('room_not_found')
})

test('NODE-3 an event that could not be delivered while the store was away is delivered when it is back', async () => {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'bob')
  const { room_id } = (await by.ann.request('room.open', { pipe, is_public: true })).room
  const { roomOf } = chat.store.chat
  const failed = new Promise<void>((resolve) => {
    Object.assign(chat.store.chat, {
      roomOf(...args: Parameters<typeof roomOf>) {
        if (args[2] !== ids.bob) return roomOf(...args)
        resolve()
        return Promise.reject(new Error('the database is away'))
      },
    })
  })
  await by.ann.request('members.add', { room_id, user_ids: [ids.bob] })
  await failed
  await by.bob.settled()
  Object.assign(chat.store.chat, { roomOf })
  chat.clock.elapse(500)
  expect(await by.bob.event('room')).toMatchObject({ room: { room_id, state: 'joined' } })
})

/**
 * The store takes the next write of that kind, and its word of it is lost, as when the database goes away at the
 * commit.
 */
function loseNextWord(write: 'changeMembers' | 'openDialog' | 'makeRoom' = 'changeMembers'): void {
  const store: ChatStore = chat.store.chat
  const original = store[write] as (...args: unknown[]) => Promise<unknown>
  Object.assign(store, {
    async [write](...args: unknown[]) {
      Object.assign(store, { [write]: original })
      await original(...args)
      throw new ChatError('server_busy', 'The database is away.')
    },
  })
}

test('NODE-3 ROOM-2 after a membership change with an unknown outcome, the user receives what the store holds', async () => {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'bob', 'cat')
  const { room_id } = (await by.ann.request('room.open', { pipe, is_public: true, user_ids: [ids.bob] })).room
  await by.bob.event('room')
  loseNextWord()
  expect((await by.ann.refusal('members.remove', { room_id, user_id: ids.bob })).code).toBe('server_busy')
  await by.bob.event('room', ({ room }) => room.state === 'left')
  loseNextWord()
  expect((await by.cat.refusal('room.join', { room_id })).code).toBe('server_busy')
  await by.cat.event('room', ({ room }) => room.state === 'joined')
  await say(by.ann, room_id, 'hello')
  await by.cat.event('message')
  await by.bob.settled()
  expect(by.bob.events.filter(({ t }) => t === 'message')).toEqual([])
})

test('SYNC-3 after a creation with an unknown outcome, the creator receives the room once they open it again', async () => {
  const { by, ids, pipe } = await crowd(chat, 'ann', 'bob', 'cat')
  loseNextWord('openDialog')
  expect((await by.ann.refusal('dialog.open', { user_id: ids.bob })).code).toBe('server_busy')
  const dialog = (await by.ann.request('dialog.open', { user_id: ids.bob })).room
  await say(by.ann, dialog.room_id, 'hello')
  for (const both of [by.ann, by.bob]) expect((await both.event('message')).room_id).toBe(dialog.room_id)

  loseNextWord('makeRoom')
  expect((await by.cat.refusal('room.open', { pipe, is_public: true })).code).toBe('server_busy')
  const { room_id } = (await by.cat.request('room.open', { pipe, is_public: true })).room
  await by.ann.request('room.join', { room_id })
  await say(by.ann, room_id, 'anybody here?')
  await by.cat.event('message', (event) => event.room_id === room_id)
})
