import { expect, test } from 'bun:test'
import { createCalls } from './calls.ts'

function listener() {
  const due: (() => void)[] = []
  const unread = new Set<number>()
  let calls = 0
  const came = createCalls({
    after: (_ms, run) => due.push(run),
    isUnread: (roomId) => unread.has(roomId),
    call: () => calls++,
  })
  return {
    unread,
    message: (room_id: number, live = true) => came({ room_id, live }),
    /** A moment later. @returns how often the reader was called since */
    later() {
      const before = calls
      for (const run of due.splice(0)) run()
      return calls - before
    },
  }
}

test('what comes together in a room calls once, and what comes later again', () => {
  const { unread, message, later } = listener()
  unread.add(1).add(2)
  for (const roomId of [1, 1, 2, 1]) message(roomId)
  expect(later()).toBe(2)
  message(1)
  expect(later()).toBe(1)
})

test('what is read a moment later, wherever, calls nobody', () => {
  const { unread, message, later } = listener()
  unread.add(1)
  message(1)
  unread.delete(1)
  expect(later()).toBe(0)
})

test('R71 a large room calls nobody', () => {
  const { unread, message, later } = listener()
  unread.add(1)
  message(1, false)
  expect(later()).toBe(0)
})
