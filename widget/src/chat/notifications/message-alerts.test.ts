import { expect, test } from 'bun:test'
import { createMessageAlerts } from './message-alerts.ts'

function listener() {
  const due: (() => void)[] = []
  const unread = new Set<number>()
  let notified = 0
  const came = createMessageAlerts({
    after: (_ms, run) => due.push(run),
    isUnread: (room_id) => unread.has(room_id),
    notify: () => notified++,
  })
  return {
    unread,
    message: (room_id: number, live = true) => came({ room_id, live }),
    /** A moment passes. @returns how often the reader was notified since */
    later() {
      const before = notified
      for (const run of due.splice(0)) run()
      return notified - before
    },
  }
}

test('messages that come together in a room notify once, and later ones notify again', () => {
  const { unread, message, later } = listener()
  unread.add(1).add(2)
  for (const room_id of [1, 1, 2, 1]) message(room_id)
  expect(later()).toBe(2)
  message(1)
  expect(later()).toBe(1)
})

test('a message that is read within a moment, on any device, does not notify', () => {
  const { unread, message, later } = listener()
  unread.add(1)
  message(1)
  unread.delete(1)
  expect(later()).toBe(0)
})

test('ROOM-5 a large room does not notify', () => {
  const { unread, message, later } = listener()
  unread.add(1)
  message(1, false)
  expect(later()).toBe(0)
})
