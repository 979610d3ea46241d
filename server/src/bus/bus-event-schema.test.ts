import { expect, test } from 'bun:test'
import { readBusMessage } from './bus-event-schema.ts'

const typing = { t: 'typing', widgetId: 1, roomId: 2, userId: 'ann', typing: true }
const read = (value: unknown) => readBusMessage(typeof value === 'string' ? value : JSON.stringify(value))

test('what a node publishes is read as it was written', () => {
  expect(read({ from: 'a', event: typing })).toEqual({ from: 'a', event: typing } as never)
})

test('R45 what is no event of a node is refused, whoever wrote it into the bus', () => {
  const wrong = [
    '',
    'hello',
    'null',
    '[]',
    typing,
    { from: '', event: typing },
    { from: 'a', event: { ...typing, t: 'toString' } },
    { from: 'a', event: { ...typing, t: 'later' } },
    { from: 'a', event: { ...typing, widgetId: '1' } },
    { from: 'a', event: { ...typing, roomId: 1.5 } },
    { from: 'a', event: { ...typing, userId: null } },
    { from: 'a', event: { t: 'message', widgetId: 1, roomId: 2, message: { seq: 1, rev: 1, text: 'x' } } },
  ]
  for (const value of wrong) expect([value, read(value)]).toEqual([value, null])
})

test('fields that a newer node adds fall away', () => {
  expect(read({ from: 'a', event: { ...typing, new: 1 }, more: 2 })).toEqual({ from: 'a', event: typing } as never)
})
