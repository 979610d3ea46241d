import { expect, test } from 'bun:test'
import { readBeat, readBusMessage } from './bus-event-schema.ts'

const typing = { t: 'typing', widget_id: 1, room_id: 2, user_id: 'ann', typing: true }
const read = (value: unknown) => readBusMessage(typeof value === 'string' ? value : JSON.stringify(value))

test('a node reads an event exactly as another node published it', () => {
  expect(read({ from: 'a', n: 3, event: typing })).toEqual({ from: 'a', n: 3, event: typing } as never)
})

test("NODE-1 a message that is not a node's event is refused, whatever wrote it to the bus", () => {
  const wrong = [
    '',
    'hello',
    'null',
    '[]',
    typing,
    { from: '', n: 3, event: typing },
    { from: 'a', n: 3, event: { ...typing, t: 'toString' } },
    { from: 'a', n: 3, event: { ...typing, t: 'later' } },
    { from: 'a', n: 3, event: { ...typing, widget_id: '1' } },
    { from: 'a', n: 3, event: { ...typing, room_id: 1.5 } },
    { from: 'a', n: 3, event: { ...typing, user_id: null } },
    { from: 'a', n: 3, event: { t: 'message', widget_id: 1, room_id: 2, message: { seq: 1, rev: 1, text: 'x' } } },
  ]
  for (const value of wrong) expect([value, read(value)?.event ?? null]).toEqual([value, null])
})

test('fields that a newer node adds are dropped', () => {
  expect(read({ from: 'a', n: 3, event: { ...typing, new: 1 }, more: 2 })).toEqual({
    from: 'a',
    n: 3,
    event: typing,
  } as never)
})

test('NODE-4 an event that a node does not understand still counts, and a beat is read or refused', () => {
  expect(read({ from: 'a', n: 3, event: { t: 'of-later', widget_id: 1 } })).toEqual({ from: 'a', n: 3, event: null })
  expect(readBeat(JSON.stringify({ from: 'a', counts: [[1, 5]] }))).toEqual({ from: 'a', counts: [[1, 5]] })
  for (const wrong of ['', '{}', '{"from":"a","counts":[[1]]}', '{"from":"a","counts":[["1",2]]}']) {
    expect(readBeat(wrong)).toBeNull()
  }
})
