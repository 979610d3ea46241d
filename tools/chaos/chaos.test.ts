import { expect, test } from 'bun:test'
import { testPostgresWithTables } from '@imbachat/server/store/testing/test-postgres'
import type { Outcome } from './scenario.ts'
import { membersChange } from './scenarios/members-change.ts'
import { killNine } from './scenarios/nodes/kill-nine.ts'
import { randomCuts } from './scenarios/random-cuts.ts'
import { slowReaders } from './scenarios/slow-readers.ts'
import { uploads } from './scenarios/uploads.ts'
import { webhooks } from './scenarios/webhooks.ts'

// The short form of `npm run chaos`: its most important scenarios.

const TIMEOUT_MS = 180_000

test(
  'MSG-1 MSG-3 MSG-5 SYNC-1 a server killed three times under load loses and repeats nothing, and all clients agree',
  async () => {
    expectKept(await killNine(3))
  },
  TIMEOUT_MS,
)

test(
  'MSG-1 MSG-5 MSG-6 SYNC-1 WebSockets cut fifty times at random bytes lose and repeat nothing, and all clients catch up',
  async () => {
    expectKept(await randomCuts(50))
  },
  TIMEOUT_MS,
)

test(
  'MSG-1 MSG-5 MSG-6 SYNC-1 STREAM-1 HTTP streams cut fifty times at random bytes lose and repeat nothing, and all clients catch up',
  async () => {
    expectKept(await randomCuts(50, 'stream'))
  },
  TIMEOUT_MS,
)

test(
  "CONN-3 clients that don't read are disconnected, and other clients do not notice",
  async () => {
    expectKept(await slowReaders(20, 300))
  },
  TIMEOUT_MS,
)

test(
  'SYNC-1 NODE-3 ROOM-4 on three nodes, while NATS stops, former members receive nothing and members receive everything',
  async () => {
    expectKept(await membersChange({ besideMs: 2_000, awayMs: 2_500 }))
  },
  2 * TIMEOUT_MS,
)

test(
  'FILE-2 FILE-9 FILE-15 a server killed twice while files are uploaded has every file of every message, and no other',
  async () => {
    expectKept(await uploads(2))
  },
  TIMEOUT_MS,
)

test(
  'EVENT-1 EVENT-3 HOOK-1 HOOK-3 HOOK-5 HOOK-6 while a receiver is down for an hour and the server is killed twice, it loses no event',
  async () => {
    expectKept(await webhooks({ events: 400, kills: 2, pairs: 4, perSecond: 30 }))
  },
  TIMEOUT_MS,
)

test(
  'EVENT-1 EVENT-3 HOOK-3 HOOK-5 HOOK-6 on PostgreSQL too, where events are numbered after their commits',
  async () => {
    const { url, remove } = await testPostgresWithTables()
    expectKept(await webhooks({ events: 200, kills: 1, pairs: 3, perSecond: 30 }, { DATABASE_URL: url }))
    await remove()
  },
  2 * TIMEOUT_MS,
)

function expectKept({ verdict }: Outcome): void {
  expect(verdict.broken).toEqual([])
  expect(verdict.acked).toBeGreaterThan(0)
}
