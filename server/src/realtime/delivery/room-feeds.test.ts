import { expect, test } from 'bun:test'
import type { EventOf, Message } from '@imbachat/protocol'
import { silentLog } from '../../chat/log.ts'
import { createRoomFeeds, FEED_LIMITS } from './room-feeds.ts'
import { FRAME_LIMITS } from './room-frames.ts'

const change = (rev: number, seq = rev): Message => ({
  seq,
  rev,
  client_id: '019b76da-a800-7000-8000-000000000001',
  sender_id: 'ann',
  text: `${seq} at ${rev}`,
  reply_to: null,
  created_at: 0,
  edited_at: null,
  deleted_at: null,
})

/** Feeds over a room of which the store holds `stored`. */
function feedsOver(stored: Message[] = [], memoryBytes = 1_000_000) {
  const published: number[] = []
  const frames: EventOf<'messages'>[] = []
  let reads = 0
  const feeds = createRoomFeeds({
    store: {
      async messagesSince(_widgetId, _roomId, rev, limit) {
        reads++
        return stored.filter((message) => message.rev > rev).slice(0, limit)
      },
    },
    publish(_topic, text) {
      const frame = JSON.parse(text) as EventOf<'message'> | EventOf<'messages'>
      if (frame.t === 'messages') frames.push(frame)
      for (const { rev } of frame.t === 'messages' ? frame.messages : [frame.message]) published.push(rev)
    },
    log: silentLog,
    memoryBytes,
  })
  return { feeds, published, frames, reads: () => reads }
}

/** What was told in this turn has left. */
const turnEnds = () => new Promise<void>((resolve) => setImmediate(resolve))

const revs = (found: { messages: Message[] } | null) => found?.messages.map(({ rev }) => rev) ?? null

test('NODE-1 changes that come in order are published at once and cost no read of the store', async () => {
  const { feeds, published, reads } = feedsOver()
  feeds.hold(1, 1, 4)
  for (const rev of [5, 6, 6, 5, 7]) feeds.message(1, 1, change(rev))
  await turnEnds()
  expect(published).toEqual([5, 6, 7])
  expect(reads()).toBe(0)
})

test('NODE-1 a room whose state is not known begins with the store’s, or with the first change', async () => {
  const { feeds, published } = feedsOver()
  feeds.hold(1, 1, null)
  feeds.startAt(1, 1, 6)
  feeds.startAt(1, 1, 0)
  feeds.hold(1, 2, null)
  for (const room of [1, 2]) for (const rev of [6, 7]) feeds.message(1, room, change(rev))
  await turnEnds()
  expect(published).toEqual([7, 6, 7])
})

test('NODE-1 a change that comes while a gap is being read waits for its place', async () => {
  const { feeds, published } = feedsOver([1, 2, 3, 4, 5].map((rev) => change(rev)))
  feeds.hold(1, 1, 0)
  feeds.message(1, 1, change(3))
  feeds.message(1, 1, change(4))
  feeds.message(1, 1, change(1))
  await feeds.reached(1, 1, 5)
  expect(published).toEqual([1, 2, 3, 4, 5])
})

test('NODE-1 a listener that missed very much gets the last change, and sees the gap', async () => {
  const far = FEED_LIMITS.replay + 500
  const { feeds, published } = feedsOver([change(far)])
  feeds.hold(1, 1, 1)
  await feeds.reached(1, 1, far)
  expect(published).toEqual([far])
  expect(feeds.since(1, 1, 5)).toBeNull()
})

test('SYNC-5 changes of one room that come together leave as one frame, in order, and one alone as itself', async () => {
  const { feeds, published, frames } = feedsOver()
  for (const room of [1, 2]) feeds.hold(1, room, 0)
  for (const rev of [1, 2, 3]) feeds.message(1, 1, change(rev))
  feeds.message(1, 2, change(1))
  await turnEnds()
  feeds.message(1, 1, change(4))
  await turnEnds()
  expect(published).toEqual([1, 2, 3, 1, 4])
  expect(frames).toEqual([{ t: 'messages', room_id: 1, messages: [change(1), change(2), change(3)] }])
})

test('SYNC-5 a frame has no more than so many messages, and so many characters', async () => {
  const { feeds, published, frames } = feedsOver()
  feeds.hold(1, 1, 0)
  const long = 'x'.repeat(FRAME_LIMITS.chars / 2)
  for (let rev = 1; rev <= FRAME_LIMITS.messages * 2 + 1; rev++) feeds.message(1, 1, change(rev))
  for (const rev of [1, 2, 3]) feeds.message(1, 1, { ...change(FRAME_LIMITS.messages * 2 + 1 + rev), text: long })
  await turnEnds()
  expect(frames.map(({ messages }) => messages.length)).toEqual([FRAME_LIMITS.messages, FRAME_LIMITS.messages, 2])
  expect(published).toEqual(Array.from({ length: FRAME_LIMITS.messages * 2 + 4 }, (_, n) => n + 1))
})

test('SYNC-5 an event that must follow earlier messages makes them leave first', () => {
  const { feeds, published } = feedsOver()
  feeds.hold(1, 1, 0)
  feeds.message(1, 1, change(1))
  feeds.flush(1, 1)
  expect(published).toEqual([1])
})

test('SYNC-4 recent changes are replayed from memory, each message once as it is now, and none beyond what memory holds', () => {
  const { feeds } = feedsOver()
  feeds.hold(1, 1, 10)
  for (const message of [change(11, 1), change(12, 2), change(13, 1)]) feeds.message(1, 1, message)
  expect(revs(feeds.since(1, 1, 10))).toEqual([12, 13])
  expect(feeds.since(1, 1, 12)).toMatchObject({ messages: [{ seq: 1, rev: 13 }], rev: 13 })
  expect(revs(feeds.since(1, 1, 13))).toEqual([])
  expect(feeds.since(1, 1, 9)).toBeNull()
  expect(feeds.since(1, 1, 14)).toBeNull()
  expect(feeds.since(2, 1, 12)).toBeNull()
})

test('SYNC-4 a room without listeners on this node is not replayed, but stays in memory for a quick reconnect', () => {
  const { feeds } = feedsOver()
  feeds.hold(1, 1, 0)
  feeds.message(1, 1, change(1))
  feeds.release(1, 1)
  feeds.message(1, 1, change(2))
  expect(feeds.since(1, 1, 0)).toBeNull()
  feeds.hold(1, 1, 2)
  expect(revs(feeds.since(1, 1, 0))).toEqual([1, 2])
  feeds.release(1, 1)
  // Something was missed meanwhile.
  feeds.hold(1, 1, 5)
  expect(feeds.since(1, 1, 2)).toBeNull()
  expect(revs(feeds.since(1, 1, 5))).toEqual([])
})

test('SYNC-4 memory is bounded: the room that was quiet longest is forgotten first', () => {
  const bytes = JSON.stringify(change(1)).length
  const { feeds } = feedsOver([], bytes * 3)
  for (const room of [1, 2, 3]) feeds.hold(1, room, 0)
  for (const room of [1, 2, 3]) feeds.message(1, room, change(1))
  feeds.message(1, 1, change(2))
  expect([1, 2, 3].map((room) => revs(feeds.since(1, room, 0)))).toEqual([[1, 2], null, [1]])
})
