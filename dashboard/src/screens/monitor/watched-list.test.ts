import { beforeEach, expect, test } from 'bun:test'
import type { WatchedMessage } from '../../requests/api.ts'
import { createWatchedList, SHOWN } from './watched-list.ts'

const message = (seq: number) =>
  ({
    ...{ room_id: 1, seq, client_id: `c${seq}`, created_at: seq, text: `text ${seq}`, held: null },
    sender: { user_id: 'ann' },
  }) as WatchedMessage
const from = (first: number, count: number) => Array.from({ length: count }, (_, n) => message(first + n))

let list: ReturnType<typeof createWatchedList>
const shown = () => list.messages.value.map(({ seq }) => seq)

beforeEach(() => {
  list = createWatchedList()
  list.take(from(1, 3))
})

test('MONITOR-9 messages during a pause wait, and are shown when it ends', () => {
  list.pause(true)
  list.take(from(4, 2))
  list.take([message(3)])
  expect(shown()).toEqual([3, 2, 1])
  expect(list.waiting.value).toBe(2)
  list.pause(false)
  expect(shown()).toEqual([5, 4, 3, 2, 1])
  expect(list.waiting.value).toBe(0)
})

test('MONITOR-9 all that came during a long pause is counted, and is shown or can be asked for when it ends', () => {
  list.pause(true)
  list.take(from(4, SHOWN))
  list.take(from(4 + SHOWN, 50))
  expect(list.waiting.value).toBe(SHOWN + 50)
  // the stream begins anew and brings a page, and an older message is edited
  list.take([...from(4, 50), message(2)])
  expect(list.waiting.value).toBe(SHOWN + 50)
  list.pause(false)
  const newest = 3 + SHOWN + 50
  expect(shown()).toEqual(Array.from({ length: SHOWN }, (_, n) => newest - n))
  expect([list.waiting.value, list.more.value]).toEqual([0, true])
  list.older(from(1, 53))
  expect(shown()).toEqual(Array.from({ length: newest }, (_, n) => newest - n))
  list.pause(true)
  list.take([message(newest + 1)])
  expect(list.waiting.value).toBe(1)
})
