import { beforeEach, expect, test } from 'bun:test'
import { inProcessBus } from '../../bus/in-process.ts'
import type { Bus } from '../bus.ts'
import { silentLog } from '../log.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
import { endDueCalls } from './end-due-calls.ts'

const EVERY_MS = 500
const call = { widget_id: 1, room_id: 2, call_id: 'one' }

let clock: ManualClock
let bus: Bus
/** when the only call is due; null if there is no call */
let dueAt: number | null
let looks: number
let ended: number[]

beforeEach(() => {
  clock = manualClock()
  bus = inProcessBus()
  dueAt = null
  looks = 0
  ended = []
  endDueCalls({
    store: {
      async changeCall() {
        ended.push(clock.now())
        dueAt = null
        return null
      },
    },
    async dueCalls(at) {
      looks += 1
      return dueAt !== null && dueAt <= at ? [call] : []
    },
    anyCall: async () => dueAt !== null,
    forgetCalls: async () => false,
    ...{ bus, clock, log: silentLog, everyMs: EVERY_MS, leaseMs: 30_000, keptMs: 1 },
  })
})

/** With the time that a look takes. */
async function pass(ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += EVERY_MS) {
    clock.elapse(EVERY_MS)
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** As all nodes hear of it. */
function begin(): void {
  dueAt = clock.now() + 3_000
  bus.publish({ t: 'call', widget_id: 1, user_ids: [], call: {} as never })
}

test('CALL-14 a server without calls looks for due ones a dozen times a minute, not twice a second', async () => {
  await pass(60_000)
  expect(looks).toBeGreaterThan(5)
  expect(looks).toBeLessThan(15)
})

test('CALL-14 a call that begins on an idle server ends in time, and looks are rare after it', async () => {
  await pass(60_000)
  begin()
  const due = dueAt ?? 0
  await pass(10_000)
  expect(ended).toHaveLength(1)
  expect((ended[0] ?? 0) - due).toBeLessThanOrEqual(EVERY_MS)
  looks = 0
  await pass(60_000)
  expect(looks).toBeLessThan(15)
})

test('CALL-14 a call of another node that died before its event arrived ends within seconds', async () => {
  await pass(60_000)
  dueAt = clock.now() + 1_000
  const due = dueAt
  await pass(10_000)
  expect(ended).toHaveLength(1)
  expect((ended[0] ?? 0) - due).toBeLessThanOrEqual(5_000)
})

test('CALL-14 calls that were there when the server started end in time', async () => {
  dueAt = clock.now() + 20_000
  const due = dueAt
  await pass(30_000)
  expect(ended).toHaveLength(1)
  expect((ended[0] ?? 0) - due).toBeLessThanOrEqual(EVERY_MS)
})
