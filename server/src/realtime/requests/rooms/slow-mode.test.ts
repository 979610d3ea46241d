import { afterAll, beforeAll, expect, test } from 'bun:test'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { crowd } from '../../testing/crowd.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.stop())

const message = (room_id: number) => ({ room_id, client_id: crypto.randomUUID(), text: 'hello' })

test('SLOW-1 SLOW-3 members learn of slow mode at once, and their second message says when to come back', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const input = { client_id: crypto.randomUUID(), title: 'Slow', user_ids: [ids.bob] }
  const { room_id } = (await by.ann.request('room.create', input)).room
  const { room } = await by.ann.request('room.edit', { room_id, rights: { slow_seconds: 30 } })
  expect(room.rights.slow_seconds).toBe(30)
  expect((await by.bob.event('room_info')).info.rights.slow_seconds).toBe(30)
  const forbidden = await by.bob.refusal('room.edit', { room_id, rights: { slow_seconds: 0 } })
  expect(forbidden.code).toBe('forbidden')
  const tooLong = await by.ann.refusal('room.edit', { room_id, rights: { slow_seconds: 21_601 } })
  expect(tooLong).toMatchObject({ code: 'invalid_field', field: 'rights.slow_seconds' })

  await by.bob.request('message.send', message(room_id))
  chat.clock.elapse(10_000)
  const refused = await by.bob.refusal('message.send', message(room_id))
  expect(refused).toMatchObject({ code: 'slow_mode', field: 'room_id' })
  // the clock goes on while the test runs
  expect(refused.retry_after_ms).toBeGreaterThan(0)
  expect(refused.retry_after_ms).toBeLessThanOrEqual(20_000)
  for (const _ of [1, 2]) await by.ann.request('message.send', message(room_id))
  chat.clock.elapse(20_000)
  await by.bob.request('message.send', message(room_id))
})

test('SLOW-1 a forwarded message waits too', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const rights = { slow_seconds: 60 }
  const input = { client_id: crypto.randomUUID(), title: 'Slow', user_ids: [ids.bob], rights }
  const { room_id } = (await by.ann.request('room.create', input)).room
  const { seq } = await by.bob.request('message.send', message(room_id))
  const forward = { room_id, client_id: crypto.randomUUID(), from_room_id: room_id, from_seq: seq }
  expect((await by.bob.refusal('message.forward', forward)).code).toBe('slow_mode')
})
