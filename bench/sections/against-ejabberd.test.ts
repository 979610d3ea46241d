import { expect, test } from 'bun:test'
import type { Round } from '../talking.ts'
import { againstEjabberd } from './against-ejabberd.ts'
import { EJABBERD, OURS, OURS_POSTGRES } from './room-peers.ts'

const round = (sentPerSecond: number, cpuPerMessage: number, databasePerMessage: number) =>
  ({ sentPerSecond, cpuPerMessage, databasePerMessage }) as Round

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
  const verdicts = againstEjabberd([few, many], 0)?.verdicts
  expect(verdicts?.map(({ target, measured, ratio }) => ({ target, measured, ratio }))).toEqual([
    { target: '≥ 10×', measured: '12×', ratio: 1.2 },
    { target: '≤ 10%', measured: '6%', ratio: 1.6 },
    { target: '≥ 10×', measured: '8.0×', ratio: 0.8 },
    { target: '≤ 10%', measured: '13%', ratio: 0.8 },
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
