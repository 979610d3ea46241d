import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { goToIn, loadNewerIn } from '../acts/history.ts'
import { createOutbox, type Outbox } from '../outbox/outbox.ts'
import { memoryOutboxStorage } from '../outbox/outbox-storage.ts'
import { LIST_PAGE, ME, modelRoom } from '../testing/model-room.ts'
import { testClock } from '../testing/test-clock.ts'
import { createTimelineFeed } from './timeline.ts'

type Step =
  | {
      do:
        | 'other writes'
        | 'I write'
        | 'load older'
        | 'load newer'
        | 'go to the newest'
        | 'lose the connection'
        | 'connect'
    }
  | { do: 'edit' | 'delete' | 'server reads' | 'deliver' | 'lose an event' | 'go to'; at: number }

const at = fc.nat({ max: 20 })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('deliver' as const), at }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('server reads' as const), at }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('other writes' as const, 'I write' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('edit' as const, 'delete' as const, 'lose an event' as const), at }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('go to' as const), at }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom(
        'load older' as const,
        'load newer' as const,
        'go to the newest' as const,
        'lose the connection' as const,
        'connect' as const,
      ),
    }),
  },
)

/** Lets every promise run that waits for nothing else. */
const settle = () => new Promise((resolve) => setImmediate(resolve))

async function play(steps: Step[]) {
  const clock = testClock()
  const room = modelRoom((message) => feed.receive([message]))
  const shared = { clock, request: room.request, online: room.online }
  const outbox: Outbox = createOutbox({
    ...shared,
    partition: 'test',
    user_id: ME,
    storage: memoryOutboxStorage(),
    draftRev: () => undefined,
    acked: (_room, message) => feed.acked(message),
    sent() {},
  })
  const noRoom = {
    watermarks: () => [],
    rooms: { get: () => undefined, clearedSeq: () => 0, gone() {} },
    reacting: () => [],
    fetched() {},
  }
  const feed = createTimelineFeed({ ...shared, room_id: 1, user_id: ME, outbox, ...noRoom })
  const written: string[] = []
  const everAcked = new Set<string>()

  function check() {
    const { messages, outgoing } = feed.state.get()
    for (const [i, message] of messages.entries()) {
      expect(message.seq).toBe((messages[0]?.seq ?? 0) + i)
      expect(room.versions.has(JSON.stringify(message))).toBe(true)
    }
    // every own message is shown once: as outgoing or in the timeline, never as both, and never lost once it was in the
    // timeline
    const shown = messages.filter(({ sender_id }) => sender_id === ME).map(({ client_id }) => client_id)
    const all = [...shown, ...outgoing.map(({ client_id }) => client_id)]
    expect(new Set(all).size).toBe(all.length)
    const firstSeq = messages[0]?.seq ?? 0
    const lastSeq = feed.state.get().newer ? feed.lastSeq() : Number.POSITIVE_INFINITY
    for (const client_id of written) {
      const place = room.messages.find((message) => message.client_id === client_id)
      const elsewhere = place !== undefined && (place.seq < firstSeq || place.seq > lastSeq)
      if (!elsewhere) expect(all).toContain(client_id)
    }
    for (const id of shown) everAcked.add(id)
  }

  async function take(step: Step) {
    switch (step.do) {
      case 'other writes':
        return void room.append('other', `o${room.messages.length}`, 'hello')
      case 'I write':
        return void written.push((await outbox.add(1, `mine ${written.length}`, null)).client_id)
      case 'edit':
        return room.edit(step.at, `edited ${step.at}`)
      case 'delete':
        return room.edit(step.at, null)
      case 'server reads':
        return void room.serverReads(step.at)
      case 'deliver':
        return void room.deliver(step.at)
      case 'lose an event':
        return room.lose(step.at)
      case 'load older':
        return void feed.loadOlder().catch(() => {})
      case 'load newer':
        return void loadNewerIn(feed, LIST_PAGE).catch(() => {})
      case 'go to':
        return void goToIn(feed, { before_seq: step.at + 2, limit: LIST_PAGE }).catch(() => {})
      case 'go to the newest':
        return void goToIn(feed, { limit: LIST_PAGE }).catch(() => {})
      case 'lose the connection':
        return room.disconnect()
      case 'connect':
        return connect()
    }
  }

  function connect() {
    if (room.online()) return
    room.connect()
    feed.resume()
    outbox.flush()
  }

  for (const step of steps) {
    await take(step)
    await settle()
    check()
  }
  room.disconnect()
  await settle()
  connect()
  for (let quiet = 0; quiet < 3; ) {
    await settle()
    quiet = room.idle() ? quiet + 1 : 0
    room.serverReads(0)
    await settle()
    room.deliver(0)
    await settle()
    check()
  }
  for (let tries = 0; feed.state.get().newer && tries < 100; tries++) {
    const loading = loadNewerIn(feed, LIST_PAGE)
    await settle()
    while (!room.idle()) {
      room.serverReads(0)
      await settle()
      room.deliver(0)
      await settle()
      check()
    }
    await loading
  }
  const { messages, outgoing } = feed.state.get()
  expect(outgoing).toEqual([])
  expect(messages).toEqual(room.messages.slice(-messages.length || room.messages.length))
  expect(messages.at(-1)?.seq ?? 0).toBe(room.messages.length)
  const mine = room.messages.filter(({ sender_id }) => sender_id === ME).map(({ client_id }) => client_id)
  expect(mine).toEqual(written)
  feed.close()
  outbox.close()
}

test('MSG-3 MSG-4 MSG-5 SYNC-1 SYNC-2 whatever is late or lost, a timeline ends as the server’s', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { maxLength: 80, size: 'max' }), play), {
    numRuns: Number(process.env.PROPERTY_RUNS ?? 400),
  })
})
