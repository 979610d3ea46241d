import { expect, test } from 'bun:test'
import { ChatError, ROOM_TYPE } from '@imbachat/protocol'
import type { BusEvent } from '../bus.ts'
import type { MovedWatermark, MoveWatermarks } from '../ports.ts'
import { roomClass } from '../rooms/room-class.ts'
import { manualClock } from '../testing/manual-clock.ts'
import { createReceipts } from './receipts.ts'

function watched(
  state: MovedWatermark['state'] = 'joined',
  full: (moves: MoveWatermarks[]) => boolean = () => false,
  member_count = 10,
) {
  const clock = manualClock()
  const writes: MoveWatermarks[][] = []
  const events: BusEvent[] = []
  const receipts = createReceipts({
    store: {
      async moveWatermarks(moves) {
        if (full(moves)) throw new ChatError('server_busy', 'Too many writes are waiting.')
        writes.push(moves)
        return moves.map((move) => ({
          ...move,
          read_uncounted: 0,
          isRead: true as const,
          state,
          room: { type: ROOM_TYPE.conference, member_count },
        }))
      },
    },
    bus: { publish: (event) => events.push(event) },
    classOf: roomClass(10),
    clock,
  })
  return { clock, writes, events, receipts }
}

const WIDGET = 1

const move = (user_id: string, delivered_seq: number, read_seq: number) => ({
  room_id: 1,
  user_id,
  delivered_seq,
  read_seq,
})

const stored = (...args: Parameters<typeof move>) => ({ widget_id: WIDGET, ...move(...args) })

test('READ-2 a hundred moves become one write with one row per member, and all of them wait for it', async () => {
  const { clock, writes, events, receipts } = watched()
  const moves = Array.from({ length: 100 }, (_, n) => receipts.move(WIDGET, [move(n % 2 ? 'ann' : 'bob', n, n - 1)]))
  expect(writes).toEqual([])
  clock.elapse(150)
  await Promise.all(moves)
  expect(writes).toEqual([[stored('bob', 98, 97), stored('ann', 99, 98)]])
  expect(events).toHaveLength(2)
})

test('a receipt has the watermarks and nothing that only the event log needs', async () => {
  const { events, receipts } = watched()
  const moved = receipts.move(WIDGET, [move('ann', 1, 1)])
  await receipts.flush()
  await moved
  expect(events).toEqual([{ t: 'receipt', ...stored('ann', 1, 1), read_uncounted: 0, quiet: false }])
})

test('READ-2 a flush stores what is queued at once, and stores nothing twice', async () => {
  const { clock, writes, receipts } = watched()
  const moved = receipts.move(WIDGET, [move('ann', 1, 1)])
  await receipts.flush()
  await moved
  clock.elapse(1_000)
  await receipts.flush()
  expect(writes).toHaveLength(1)
})

test('DIALOG-2 no member learns what an invited user has read', async () => {
  const { events, receipts } = watched('invited')
  const moved = receipts.move(WIDGET, [move('bob', 1, 1)])
  await receipts.flush()
  await moved
  expect(events).toEqual([])
})

test('WRITE-3 when the queue of one widget is full, moves of another widget are stored', async () => {
  const { receipts } = watched('joined', (moves) => moves[0]?.widget_id === 2)
  const noisy = receipts.move(2, [move('ann', 1, 1)]).catch((error: unknown) => error)
  const quiet = receipts.move(WIDGET, [move('ann', 1, 1)])
  await receipts.flush().catch(() => undefined)
  expect(await noisy).toBeInstanceOf(ChatError)
  await quiet
})
