import { afterEach, beforeEach, expect, setSystemTime, test } from 'bun:test'
import type { ChatClient } from '@imbachat/sdk'
import { reportActive } from './report-active.ts'

const MINUTE = 60_000
const BEGUN = Date.UTC(2026, 10, 30)

/** The page, with time that goes on when the test says so. */
let now: number
let looks: (() => void)[]
let page: EventTarget & { visibilityState: 'visible' | 'hidden' }
let stop = () => {}
const { document, setInterval, clearInterval } = globalThis
beforeEach(() => {
  now = BEGUN
  setSystemTime(now)
  looks = []
  page = Object.assign(new EventTarget(), { visibilityState: 'visible' as const })
  Object.assign(globalThis, {
    document: page,
    setInterval: (look: () => void) => looks.push(look),
    clearInterval: () => looks.splice(0),
  })
})
afterEach(() => {
  stop()
  Object.assign(globalThis, { document, setInterval, clearInterval })
  setSystemTime()
})

/** In steps of a look each. */
function pass(ms: number): void {
  for (let passed = 0; passed < ms; passed += 30_000) jump(30_000)
}

/** One look, as after a device slept. */
function jump(ms: number): void {
  now += ms
  setSystemTime(now)
  for (const look of looks) look()
}

function turn(visibilityState: 'visible' | 'hidden'): void {
  page.visibilityState = visibilityState
  page.dispatchEvent(new Event('visibilitychange'))
}

/** A client that records what it reports to the server. */
function clientOf({ refuses }: { refuses?: string } = {}) {
  const said: boolean[] = []
  let kind = 'online'
  let heard = (_state: { kind: string }) => {}
  const client = {
    connection: {
      get: () => ({ kind }),
      subscribe(listener: typeof heard) {
        heard = listener
        return () => {
          heard = () => {}
        }
      },
    },
    internals: () => ({
      requestWhenOnline: async (_: 'presence.active', { active }: { active: boolean }) => {
        said.push(active)
        if (refuses !== undefined) throw Object.assign(new Error(refuses), { code: refuses })
      },
    }),
  }
  return {
    said,
    client: client as unknown as ChatClient,
    connect(next: 'online' | 'connecting') {
      kind = next
      heard({ kind })
    },
  }
}

test('NOTIFY-3 a page in sight says so at once, again before the server forgets it, and that it was hidden', () => {
  const { said, client } = clientOf()
  stop = reportActive(client)
  expect(said).toEqual([true])
  pass(3.5 * MINUTE)
  expect(said).toEqual([true])
  dispatchEvent(new Event('keydown'))
  pass(MINUTE)
  expect(said).toEqual([true, true])
  turn('hidden')
  expect(said.slice(2)).toEqual([false])
  pass(20 * MINUTE)
  expect(said.slice(2)).toEqual([false])
  turn('visible')
  expect(said.slice(3)).toEqual([true])
})

test('NOTIFY-3 a page that nobody touches for five minutes is left, until it is touched', () => {
  const { said, client } = clientOf()
  stop = reportActive(client)
  pass(5 * MINUTE)
  expect(said).toEqual([true, true, false])
  pass(30 * MINUTE)
  expect(said).toHaveLength(3)
  dispatchEvent(new Event('pointerdown'))
  expect(said).toEqual([true, true, false, true])
})

test('NOTIFY-3 a device that slept has left the chat when it wakes, before anybody touches it', () => {
  const { said, client } = clientOf()
  stop = reportActive(client)
  jump(8 * 60 * MINUTE)
  expect(said).toEqual([true, false])
})

test('NOTIFY-3 a new connection is told, and one that is away is asked nothing', () => {
  const { said, client, connect } = clientOf()
  stop = reportActive(client)
  connect('connecting')
  turn('hidden')
  turn('visible')
  expect(said).toEqual([true])
  connect('online')
  expect(said).toEqual([true, true])
})

test('NOTIFY-3 a page that ended, and one of a guest, tells nothing any more', async () => {
  const { said, client } = clientOf()
  reportActive(client)()
  turn('hidden')
  dispatchEvent(new Event('keydown'))
  expect(said).toEqual([true])
  expect(looks).toEqual([])
  page.visibilityState = 'visible'
  const guest = clientOf({ refuses: 'guest_forbidden' })
  stop = reportActive(guest.client)
  // by the next turn of the event loop the refusal was heard
  await new Promise((resolve) => setImmediate(resolve))
  turn('hidden')
  expect(guest.said).toEqual([true])
})
