import { loadavg } from 'node:os'
import type { Plan, Talk } from '../plan.ts'
import { inTurns, over, type Rounds, share } from '../rounds.ts'
import type { Stage } from '../stage.ts'
import { atLeast, atMost, micros, ms, percent, type Table, whole } from '../table.ts'
import { leave, type Peer, type Round, talkFor } from '../talking.ts'
import { againstEjabberd, type Talked } from './against-ejabberd.ts'
import { atRate } from './at-rate.ts'
import { BARE, gatherPeers, MEMBERS, OURS } from './room-peers.ts'

/** Rates that every machine can do, then parts of the measured maximum of ours. Messages a second. */
const FIXED_RATES = [100, 500]
const PARTS = [0.25, 0.5, 0.75]

/** All servers' rooms of ten at full speed, in turn; then ours at given rates. */
export async function roomsOfTen(stage: Stage): Promise<Table[]> {
  const { plan } = stage
  const peers = await gatherPeers(stage)
  const tables: Table[] = []
  const talked: Talked[] = []
  const [first] = plan.talks
  for (const peer of peers) await talkFor(peer, { kind: 'window', ...first }, { warmMs: 0, ms: plan.compileMs })
  for (const talk of plan.talks) {
    const load = loadavg()[0] ?? 0
    const pace = { kind: 'window', ...talk } as const
    const rounds = await inTurns(peers, pace, { turns: plan.rounds, warmMs: plan.warmMs, ms: plan.roundMs })
    const named = nameOf(talk)
    talked.push({ named, rounds })
    tables.push(flatOutTable(plan, talk, named, rounds, load))
  }
  const comparison = againstEjabberd(talked, loadavg()[0] ?? 0)
  if (comparison) tables.push(comparison)
  tables.push(await atRate(stage, peers))
  // The ladder uses the shape of the first load: all rooms, and seldom two messages of one room at the same time.
  const most = over(talked[0]?.rounds ?? new Map(), OURS, (round) => round.sentPerSecond)
  tables.push(await climb(stage, peers[0] as Peer, most))
  for (const peer of peers) await leave(peer)
  return tables
}

/** The design's share of a bare publish: the more messages a bare server sends in one write, the less they cost it. */
const leastOfBare = (perRoom: number): number => (perRoom === 1 ? 0.5 : perRoom <= 4 ? 0.45 : 0.4)

const nameOf = ({ rooms, perRoom }: Talk): string =>
  `${whole(rooms)} rooms, ${perRoom} ${perRoom === 1 ? 'message' : 'messages'} at a time`

function flatOutTable(plan: Plan, { rooms, perRoom }: Talk, named: string, rounds: Rounds, load: number): Table {
  const rows = [...rounds.keys()].map((name) => [
    name,
    whole(over(rounds, name, (round) => round.sentPerSecond)),
    whole(over(rounds, name, (round) => round.deliveredPerSecond)),
    percent(share(rounds, name, BARE, (round) => round.deliveredPerSecond)),
    micros(over(rounds, name, (round) => round.cpuPerMessage)),
    micros(over(rounds, name, (round) => round.loopPerMessage)),
    micros(over(rounds, name, (round) => round.databasePerMessage)),
    micros(over(rounds, name, (round) => round.cpuPerDelivery)),
    ms(over(rounds, name, (round) => round.ack.p99)),
    ms(over(rounds, name, (round) => round.delivery.p50)),
    ms(over(rounds, name, (round) => round.delivery.p99)),
    over(rounds, name, (round) => round.serverCores).toFixed(2),
    over(rounds, name, (round) => round.loadCores).toFixed(2),
  ])
  const refused = [...rounds].flatMap(([name, all]) =>
    all.flatMap((round) => (round.refusal === null ? [] : [`${name} refused ${round.refused}: ${round.refusal}`])),
  )
  return {
    title: `Rooms of ten at full speed: ${named}`,
    how:
      `${whole(rooms)} rooms of ${MEMBERS} connections, ${perRoom} of each room on their way at any time, the ` +
      'next when the last member has one. ' +
      (perRoom > 1
        ? 'Messages that wait for one connection leave in one write, which makes a bare server several times ' +
          'cheaper per message. '
        : '') +
      `Bodies of 100 characters; only ours and ejabberd store them, synced, before any member receives them. ` +
      `${plan.rounds} rounds of ${plan.roundMs / 1000} s each, in turn, after ${plan.compileMs / 1000} s of each ` +
      "server to compile its code; medians. CPU is the server process's own, from /proc; " +
      `the CPU of PostgreSQL's processes is beside it. ${refused.join(' ')}`,
    columns: [
      'server',
      'messages/s',
      'deliveries/s',
      'of bare',
      'CPU a message',
      'of that the event loop',
      'CPU of the database a message',
      'CPU a delivery',
      'ack p99',
      'delivery p50',
      'delivery p99',
      'server cores',
      'load cores',
    ],
    rows,
    verdicts: [
      atLeast(
        `deliveries/s of a bare Bun publish, ${named}`,
        share(rounds, OURS, BARE, (round) => round.deliveredPerSecond),
        leastOfBare(perRoom),
        percent,
      ),
    ],
    load,
    data: Object.fromEntries(rounds),
  }
}

async function climb({ plan }: Stage, ours: Peer, most: number): Promise<Table> {
  const load = loadavg()[0] ?? 0
  const steps: { rate: number; named: string; round: Round }[] = []
  const climbing = [
    ...FIXED_RATES.map((rate) => ({ rate, named: 'a fixed rate' })),
    ...PARTS.map((part) => ({ rate: Math.round(most * part), named: `${percent(part)} of the highest rate above` })),
  ]
  for (const step of climbing) {
    const pace = { kind: 'rate', perSecond: step.rate } as const
    steps.push({ ...step, round: await talkFor(ours, pace, { warmMs: plan.warmMs, ms: plan.stepMs }) })
  }
  const half = steps.find(({ named }) => named.startsWith(percent(0.5)))?.round
  return {
    title: 'Rate ladder, SQLite',
    how:
      `All rooms; messages are sent at the rate whatever comes back, ${plan.stepMs / 1000} s a step. Times are ` +
      "from sending to the ack on the sender's " +
      'connection, and to the delivery on the last connection of the room. "Lag" is how late the load itself ' +
      'sent, p99: if it is large, the machine was short of CPU.',
    columns: [
      'rate',
      'is',
      'sent/s',
      'ack p50',
      'ack p99',
      'delivery p50',
      'delivery p99',
      'lag',
      'CPU a message',
      'server cores',
    ],
    rows: steps.map(({ rate, named, round }) => [
      whole(rate),
      named,
      whole(round.sentPerSecond),
      ms(round.ack.p50),
      ms(round.ack.p99),
      ms(round.delivery.p50),
      ms(round.delivery.p99),
      ms(round.lagP99),
      micros(round.cpuPerMessage),
      round.serverCores.toFixed(2),
    ]),
    verdicts: half ? [atMost('ack p99 at half of the most', half.ack.p99, 10, ms)] : [],
    load,
    data: steps,
  }
}
