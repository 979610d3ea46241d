import { expect, test } from 'bun:test'
import type { LoggedEvent } from '../chat/ports.ts'
import { type Backlog, createBacklog } from './backlog.ts'

const eventOf = (id: number, room_id: number): LoggedEvent => ({
  ...{ id, type: 'room.read', room_id, at: 1 },
  data: { room_id, user_id: 'ann', read_seq: 1 },
})

/** Takes the first event of a room that may be tried, as delivered. */
function deliver(backlog: Backlog, ofRoom: (key: string) => boolean): void {
  const line = backlog.ready(({ key }) => ofRoom(key))
  const [head] = line?.entries ?? []
  if (!line || !head) throw new Error('nothing is ready')
  backlog.begin(line)
  backlog.settle(line, head)
}

test('HOOK-4 behind an event that fails, tens of thousands of other rooms’ events are read and delivered', () => {
  const backlog = createBacklog(0, new Map())
  backlog.add([eventOf(1, 1)], 1)
  for (let id = 2; id <= 30_000; id++) {
    backlog.add([eventOf(id, 2)], id)
    deliver(backlog, (key) => key === 'room 2')
    if (!backlog.wantsMore()) throw new Error(`no more is read after event ${id}`)
  }
  expect(backlog.settledTo()).toBe(0)
  deliver(backlog, (key) => key === 'room 1')
  expect(backlog.settledTo()).toBe(30_000)
})

test('HOOK-6 of a receiver that takes nothing, no more than ten thousand events are read', () => {
  const backlog = createBacklog(0, new Map())
  backlog.add([eventOf(1, 1)], 1)
  const line = backlog.ready()
  if (!line) throw new Error('nothing is ready')
  backlog.begin(line)
  if (line.entries[0]) line.entries[0].tries = 1
  backlog.postpone(line, 1)
  let id = 1
  while (backlog.wantsMore() && id < 20_000) backlog.add([eventOf(++id, 1)], id)
  expect(id).toBe(10_000)
})
