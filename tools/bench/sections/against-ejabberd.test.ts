import { expect, test } from 'bun:test'
import type { Round } from '../talking.ts'
import { againstEjabberd } from './against-ejabberd.ts'
import { EJABBERD, OURS, OURS_POSTGRES } from './room-peers.ts'

const round = (sentPerSecond: number, cpuPerMessage: number, databasePerMessage: number) =>
  ({ sentPerSecond, cpuPerMessage, databasePerMessage }) as Round

test('ours is held against ejabberd turn by turn, with what both databases used', () => {
  const rounds = new Map([
    [OURS, [round(20_000, 50, 0), round(5_000, 100, 0), round(30_000, 40, 0)]],
    [OURS_POSTGRES, [round(4_000, 100, 100), round(2_000, 200, 200), round(4_000, 100, 100)]],
    [EJABBERD, [round(2_000, 600, 200), round(1_000, 700, 300), round(2_000, 600, 200)]],
  ])
  const verdicts = againstEjabberd(rounds, '500 rooms')
  expect(verdicts.map(({ target, measured, ratio }) => ({ target, measured, ratio }))).toEqual([
    { target: '≥ 10×', measured: '10×', ratio: 1 },
    { target: '≤ 10%', measured: '6%', ratio: 1.6 },
    { target: '≥ 10×', measured: '2.0×', ratio: 0.2 },
    { target: '≤ 10%', measured: '25%', ratio: 0.4 },
  ])
})

test('nothing is said of an ejabberd that is not there', () => {
  expect(againstEjabberd(new Map([[OURS, [round(1, 1, 1)]]]), '500 rooms')).toEqual([])
})
