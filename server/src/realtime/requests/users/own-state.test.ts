import { afterAll, beforeAll, expect, test } from 'bun:test'
import { MUTED_FOREVER } from '@imbachat/protocol'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
  for (const name of ['ann', 'bob', 'cat']) chat.siteUsers.set(name, { name })
})
afterAll(() => chat.stop())

test('OWN-1 a conversation is muted on all devices of the user, and nobody else learns of it', async () => {
  const [phone, laptop, bob] = [await chat.signIn('ann'), await chat.signIn('ann'), await chat.signIn('bob')]
  const { room_id } = (await phone.request('dialog.open', { user_id: 'bob' })).room
  const { item } = await phone.request('room.mute', { room_id, until: MUTED_FOREVER })
  expect(item).toEqual({ kind: 'mute', rev: 1, room_id, until: MUTED_FOREVER })
  for (const device of [phone, laptop]) expect((await device.event('own')).items).toEqual([item])
  await bob.settled()
  expect(bob.events.filter(({ t }) => t === 'own')).toEqual([])
  expect(await bob.request('user.sync', { rev: 0 })).toEqual({ kind: 'changes', items: [], rev: 0, more: false })
})

test('OWN-1 the same setting again takes no rev and is published to nobody', async () => {
  const cat = await chat.signIn('cat')
  const { room_id } = (await cat.request('dialog.open', { user_id: 'bob' })).room
  const first = await cat.request('room.mute', { room_id, until: 5 })
  await cat.event('own')
  expect(await cat.request('room.mute', { room_id, until: 5 })).toEqual(first)
  await cat.settled()
  expect(cat.events.filter(({ t }) => t === 'own')).toEqual([])
})

test('OWN-2 a device that was away learns by auth how far the own state has come, and reads it', async () => {
  const cat = await chat.signIn('cat')
  const { room_id } = (await cat.request('dialog.open', { user_id: 'ann' })).room
  const { item } = await cat.request('room.mute', { room_id, until: null })
  const before = await cat.request('user.sync', { rev: 0 })
  const muted = await cat.request('room.mute', { room_id, until: 7 })
  const later = await chat.signIn('cat')
  expect(later.auth.user_rev).toBe(muted.item.rev)
  const answer = await later.request('user.sync', { rev: item.rev })
  expect(answer).toEqual({ kind: 'changes', items: [muted.item], rev: muted.item.rev, more: false })
  expect(before).toMatchObject({ kind: 'changes', rev: item.rev })
  expect(await later.request('user.sync', { rev: 1_000 })).toEqual({ kind: 'resync' })
})

test('OWN-3 a conversation that the user is not in can not be muted', async () => {
  const [ann, cat] = [await chat.signIn('ann'), await chat.signIn('cat')]
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  expect((await cat.refusal('room.mute', { room_id, until: 1 })).code).toBe('room_not_found')
})
