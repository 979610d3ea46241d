import { afterEach, expect, test } from 'bun:test'
import type { Entity, Message } from '@imbachat/protocol'
import { group, message } from '../testing/shapes.ts'
import { type SignedIn, signedIn } from '../testing/signed-in.ts'
import { until } from '../testing/until.ts'

let the: SignedIn
afterEach(() => the.end())

const me: Entity = { type: 'mention', offset: 0, length: 4, user_id: '1' }
const another: Entity = { ...me, user_id: '7' }
const all: Entity = { type: 'mention_all', offset: 0, length: 4 }

const room = () => the.client.rooms.state.get().rooms[0]
const came = (seq: number, more: Partial<Message>) =>
  the.server.event({ t: 'message', room_id: 1, message: message(seq, more) })

test('MENTION-10 events keep the unread mentions: new ones, edits and deletions', async () => {
  the = await signedIn([group(1, 5, { mentions: [4], unread: 2, watermarks: [mark(3)] })])
  came(6, { entities: [me] })
  came(7, { entities: [another] })
  came(8, { entities: [all] })
  came(9, { entities: [me], sender_id: '1' })
  await until(() => room()?.last_seq === 9)
  expect(room()?.mentions).toEqual([4, 6, 8])
  came(7, { rev: 10, edited_at: 1, entities: [me] })
  came(8, { rev: 11, deleted_at: 1, text: null })
  await until(() => room()?.last_rev === 11)
  expect(room()?.mentions).toEqual([4, 6, 7])
})

test('MENTION-16 a reply to the reader calls until it is deleted; one to another user does not', async () => {
  the = await signedIn([group(1, 5, { unread: 0, watermarks: [mark(5)] })])
  came(6, { reply_to: 1, replied_user_id: '1' })
  came(7, { reply_to: 2, replied_user_id: '7' })
  came(8, { reply_to: 1, replied_user_id: '1' })
  await until(() => room()?.last_seq === 8)
  expect(room()?.mentions).toEqual([6, 8])
  came(6, { rev: 9, deleted_at: 1, text: null })
  await until(() => room()?.last_rev === 9)
  expect(room()?.mentions).toEqual([8])
})

test('MENTION-6 a mention that was read here or on another device is no longer marked', async () => {
  the = await signedIn([group(1, 8, { mentions: [4, 6, 8], unread: 5, watermarks: [mark(3)] })])
  const timeline = the.client.openRoom(1)
  timeline.markRead(5)
  expect(room()?.mentions).toEqual([6, 8])
  the.server.event({ t: 'receipt', room_id: 1, user_id: '1', delivered_seq: 8, read_seq: 8 })
  await until(() => room()?.unread === 0)
  expect(room()?.mentions).toEqual([])
  came(7, { rev: 9, edited_at: 1, entities: [me] })
  await until(() => room()?.last_rev === 9)
  expect(room()?.mentions).toEqual([])
})

const mark = (read_seq: number) => ({ user_id: '1', delivered_seq: read_seq, read_seq })
