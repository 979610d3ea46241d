import { expect, test } from 'bun:test'
import { cpuTime } from '../../../sdk/src/testing/cpu-time.ts'
import type { LoggedEvent } from '../chat/ports.ts'
import { payloadOf } from './payload.ts'

const eventOf = (data: object) =>
  ({ id: 7, type: 'message.created', room_id: 1, at: 0, data }) as unknown as LoggedEvent

test('a body has the id of the event in the log, its type, its time and its data', () => {
  expect(JSON.parse(payloadOf(eventOf({ room_id: 1 })))).toEqual({
    id: '7',
    type: 'message.created',
    timestamp: '1970-01-01T00:00:00.000Z',
    data: { room_id: 1 },
  })
})

test.each(['a', 'я', '😀', '"\n'])('HOOK-15 a body of long texts of %j is cut below 20,000 bytes', (letter) => {
  const text = letter.repeat(30_000)
  const data = { room_id: 1, message: { seq: 3, text, entities: [], quote: { text: letter.repeat(9_000) } } }
  const body = payloadOf(eventOf(data))
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000)
  expect(Buffer.byteLength(body)).toBeGreaterThan(19_000)
  const cut = JSON.parse(body)
  expect(cut.data).toMatchObject({ room_id: 1, truncated: true, message: { seq: 3, entities: [] } })
  expect(text.startsWith(cut.data.message.text)).toBe(true)
  expect(cut.data.message.text.isWellFormed()).toBe(true)
  expect(data.message.text).toBe(text)
})

test('HOOK-15 a list of users that is too long ends earlier, and each id in it is whole', () => {
  const user_ids = Array.from({ length: 5_000 }, (_, number) => `${number}`.padStart(64, 'u'))
  let body = ''
  const took = cpuTime(() => {
    body = payloadOf(eventOf({ room_id: 1, title: 'All', user_ids }))
  })
  // one text after another took seconds, in which the server did nothing else
  expect(took).toBeLessThan(1_000)
  expect(Buffer.byteLength(body)).toBeLessThanOrEqual(20_000)
  const cut = JSON.parse(body).data
  expect(cut).toMatchObject({ room_id: 1, title: 'All', truncated: true })
  expect(cut.user_ids.length).toBeGreaterThan(200)
  expect(cut.user_ids).toEqual(user_ids.slice(0, cut.user_ids.length))
})

test('HOOK-15 a body that is too large without its texts has the id and the type', () => {
  const body = payloadOf(eventOf({ numbers: Array.from({ length: 30_000 }, (_, number) => number) }))
  expect(JSON.parse(body)).toMatchObject({ id: '7', type: 'message.created', data: { truncated: true } })
})
