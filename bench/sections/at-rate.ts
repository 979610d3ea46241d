import { loadavg } from 'node:os'
import type { Plan } from '../plan.ts'
import { inTurns, over, type Rounds } from '../rounds.ts'
import type { Stage } from '../stage.ts'
import { atMost, micros, ms, percent, type Table, times, type Verdict, whole } from '../table.ts'
import type { Peer } from '../talking.ts'
import type { Paced } from '../writing/commands.ts'
import { startWriting } from '../writing/start-writing.ts'
import { BARE, EJABBERD, OURS, OURS_POSTGRES, STORING } from './room-peers.ts'

/** A rate that a small site would call busy. Messages a second. */
const RATE = 500

/**
 * The servers that store, at a rate that each of them can do, and the cost of a delivery on this machine without a
 * store.
 */
export async function atRate(stage: Stage, all: readonly Peer[]): Promise<Table> {
  const { plan } = stage
  const load = loadavg()[0] ?? 0
  const peers = all.filter(({ name }) => name === BARE || STORING.includes(name))
  const pace = { kind: 'rate', perSecond: RATE } as const
  const rounds = await inTurns(peers, pace, { turns: plan.rounds, warmMs: plan.warmMs, ms: plan.roundMs })
  const disk = await (await startWriting(stage, 'bare', null)).pace(RATE, plan.stepMs)
  return atRateTable(plan, rounds, disk, load)
}

export function atRateTable(plan: Plan, rounds: Rounds, disk: Paced, load: number): Table {
  const names = [...rounds.keys()]
  return {
    title: `At ${RATE} messages a second: the servers that store`,
    how:
      `All rooms, at this rate whatever comes back; ${plan.rounds} rounds ` +
      `of ${plan.roundMs / 1000} s each, in turn; medians. ` +
      '"Lag" is how late the load itself sent, p99. The first line is the best that any server could do: one ' +
      'insert a commit, synced, at the same rate, ' +
      `in a process that does nothing else and has no connections.`,
    columns: [
      'server',
      'sent/s',
      'ack p50',
      'ack p99',
      'delivery p50',
      'delivery p99',
      'lag',
      'CPU a message',
      'CPU of the database a message',
    ],
    rows: [
      ['SQLite, bare', whole(disk.rowsPerSecond), ms(disk.p50), ms(disk.p99), '–', '–', '–', '–', '–'],
      ...names.map((name) => [
        name,
        whole(over(rounds, name, (round) => round.sentPerSecond)),
        ms(over(rounds, name, (round) => round.ack.p50)),
        ms(over(rounds, name, (round) => round.ack.p99)),
        ms(over(rounds, name, (round) => round.delivery.p50)),
        ms(over(rounds, name, (round) => round.delivery.p99)),
        ms(over(rounds, name, (round) => round.lagP99)),
        micros(over(rounds, name, (round) => round.cpuPerMessage)),
        micros(over(rounds, name, (round) => round.databasePerMessage)),
      ]),
    ],
    verdicts: atRateVerdicts(rounds, disk),
    load,
    data: { disk, ...Object.fromEntries(rounds) },
  }
}

/** Ours on SQLite is held against the disk, ours on PostgreSQL against ejabberd on the same database. */
function atRateVerdicts(rounds: Rounds, disk: Paced): Verdict[] {
  const p99 = (name: string) => over(rounds, name, (round) => round.ack.p99)
  const cpu = (name: string) => over(rounds, name, (round) => round.cpuPerMessage + round.databasePerMessage)
  const named = `at ${RATE} messages/s`
  const verdicts: Verdict[] = []
  if (rounds.has(OURS))
    verdicts.push(atMost(`ack p99 of a bare insert's, SQLite, ${named}`, p99(OURS) / disk.p99, 1.5, times))
  if (rounds.has(OURS_POSTGRES) && rounds.has(EJABBERD)) {
    verdicts.push(
      atMost(`ack p99 of ejabberd's, PostgreSQL, ${named}`, p99(OURS_POSTGRES) / p99(EJABBERD), 1, times),
      atMost(`CPU a message of ejabberd's, PostgreSQL, ${named}`, cpu(OURS_POSTGRES) / cpu(EJABBERD), 1, percent),
    )
  }
  return verdicts
}
