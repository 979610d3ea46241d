import { expect, test } from 'bun:test'
import { isMet, type Verdict } from '../table.ts'
import type { Round } from '../talking.ts'
import { againstEjabberd } from './against-ejabberd.ts'
import { EJABBERD, OURS, OURS_POSTGRES } from './room-peers.ts'

const round = (sentPerSecond: number, cpuPerMessage: number, databasePerMessage: number, p99 = 10) =>
  ({ sentPerSecond, cpuPerMessage, databasePerMessage, ack: { p50: 1, p99 } }) as Round

const few = {
  named: '500 rooms',
  rounds: new Map([
    [OURS, [round(8_000, 100, 0), round(7_000, 110, 0), round(9_000, 90, 0)]],
    [OURS_POSTGRES, [round(4_000, 100, 100)]],
    [EJABBERD, [round(2_000, 600, 200), round(1_000, 700, 300), round(2_000, 600, 200)]],
  ]),
}
const many = {
  named: '100 rooms',
  rounds: new Map([
    [OURS, [round(24_000, 50, 0)]],
    [OURS_POSTGRES, [round(16_000, 50, 50)]],
    [EJABBERD, [round(1_900, 500, 100)]],
  ]),
}

test('the highest rates of ours and ejabberd are compared, with the CPU of both databases', () => {
  const verdicts = againstEjabberd([few, many], 0)?.verdicts.filter(({ what }) => what.includes('highest'))
  expect(verdicts?.map(({ target, measured, ratio }) => ({ target, measured, ratio }))).toEqual([
    { target: '≥ 10×', measured: '12×', ratio: 1.2 },
    { target: '≤ 10%', measured: '6%', ratio: 1.6 },
    { target: '≥ 10×', measured: '8.0×', ratio: 0.8 },
    { target: '≤ 10%', measured: '13%', ratio: 0.8 },
  ])
})

test('on the same database, ours must be ahead of ejabberd under every load, in rate, p99 and CPU', () => {
  const slow = { named: 'slow', rounds: new Map([...few.rounds, [OURS_POSTGRES, [round(1_000, 700, 300, 20)]]]) }
  const verdicts = againstEjabberd([few, slow], 0)?.verdicts.filter(({ what }) => what.includes('PostgreSQL, '))
  expect(verdicts?.map(({ what, measured, ratio }) => [what, measured, isMet({ ratio } as Verdict)])).toEqual([
    ['messages/s of ejabberd, PostgreSQL, 500 rooms', '2.0×', true],
    ["ack p99 of ejabberd's, PostgreSQL, 500 rooms", '1.0×', true],
    ["CPU a message of ejabberd's, PostgreSQL, 500 rooms", '25%', true],
    ['messages/s of ejabberd, PostgreSQL, slow', '0.5×', false],
    ["ack p99 of ejabberd's, PostgreSQL, slow", '2.0×', false],
    ["CPU a message of ejabberd's, PostgreSQL, slow", '125%', false],
  ])
})

test('the figures under every load are shown beside it', () => {
  const rows = againstEjabberd([few, many], 0)?.rows
  expect(rows).toHaveLength(6)
  expect(rows?.[0]).toEqual([OURS, '500 rooms', '8,000', '4.0×', '100.0 µs', '13%'])
})

test('an ejabberd that is not installed is not mentioned', () => {
  expect(againstEjabberd([{ named: '500 rooms', rounds: new Map([[OURS, [round(1, 1, 1)]]]) }], 0)).toBeNull()
})
