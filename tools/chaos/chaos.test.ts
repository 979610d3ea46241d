import { expect, test } from 'bun:test'
import type { Outcome } from './scenario.ts'
import { killNine } from './scenarios/kill-nine.ts'
import { membersChange } from './scenarios/members-change.ts'
import { randomCuts } from './scenarios/random-cuts.ts'
import { slowReaders } from './scenarios/slow-readers.ts'

// The short form of `npm run chaos`: the most telling of its scenarios.

const TIMEOUT_MS = 60_000

test(
  'R1 R3 R5 R15 a server killed three times under load loses nothing, repeats nothing, and all agree',
  async () => {
    expectKept(await killNine(3))
  },
  TIMEOUT_MS,
)

test(
  'R1 R5 R6 R15 sockets cut fifty times at random bytes lose nothing, repeat nothing, and all catch up',
  async () => {
    expectKept(await randomCuts(50))
  },
  TIMEOUT_MS,
)

test(
  'R1 R5 R6 R15 R55 streams over HTTP cut fifty times at random bytes lose nothing, repeat nothing, and all catch up',
  async () => {
    expectKept(await randomCuts(50, 'stream'))
  },
  TIMEOUT_MS,
)

test(
  "R34 readers that don't read are cut, and others go on as if they were not there",
  async () => {
    expectKept(await slowReaders(20, 300))
  },
  TIMEOUT_MS,
)

test(
  'R15 R47 R70 on three nodes members come and go while all talk and NATS is away: who is out hears nothing, who stays hears all',
  async () => {
    expectKept(await membersChange({ besideMs: 3_000, awayMs: 3_000 }))
  },
  2 * TIMEOUT_MS,
)

function expectKept({ verdict }: Outcome): void {
  expect(verdict.broken).toEqual([])
  expect(verdict.acked).toBeGreaterThan(0)
}
