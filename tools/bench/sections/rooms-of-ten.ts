import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { type Child, startChild } from '../child.ts'
import type { Seat } from '../load/dialects.ts'
import type { Plan, Talk } from '../plan.ts'
import type { Stage } from '../stage.ts'
import { atLeast, atMost, median, micros, ms, percent, type Table, whole } from '../table.ts'
import { leave, type Peer, type Round, takeSeats, talkFor } from '../talking.ts'
import { addRooms, addUsers } from '../world/fill.ts'
import { serve } from '../world/serve.ts'
import { makeWorld } from '../world/world.ts'

const OURS = 'ImbaChat on SQLite'
const OURS_POSTGRES = 'ImbaChat on PostgreSQL'
const BARE = 'Bun publish, bare'
const MEMBERS = 10
/** Rates every machine can do, then parts of what ours was measured to do. Messages a second. */
const FIXED_RATES = [100, 500]
const PARTS = [0.25, 0.5, 0.75]

/** Everybody's rooms of ten, as fast as they go, in turns; then ours at given rates. */
export async function roomsOfTen(stage: Stage): Promise<Table[]> {
  const { plan } = stage
  const peers = await gather(stage)
  const tables: Table[] = []
  let most: number | undefined
  for (const talk of plan.talks) {
    const load = loadavg()[0] ?? 0
    const rounds = await inTurns(plan, peers, talk)
    tables.push(flatOutTable(plan, talk, rounds, load))
    // The ladder has the shape of the first: all rooms, and seldom two messages of one at the same time.
    most ??= median((rounds.get(OURS) ?? []).map((round) => round.sentPerSecond))
  }
  tables.push(await climb(stage, peers[0] as Peer, most ?? 0))
  for (const peer of peers) await leave(peer)
  for (const { child } of peers) await child.stop()
  return tables
}

async function inTurns(plan: Plan, peers: readonly Peer[], talk: Talk): Promise<Map<string, Round[]>> {
  const rounds = new Map<string, Round[]>(peers.map(({ name }) => [name, []]))
  for (let turn = 0; turn < plan.rounds; turn++) {
    for (const peer of peers) {
      const round = await talkFor(peer, { kind: 'window', ...talk }, { warmMs: plan.warmMs, ms: plan.roundMs })
      rounds.get(peer.name)?.push(round)
    }
  }
  return rounds
}

async function gather(stage: Stage): Promise<Peer[]> {
  const { plan, processes } = stage
  const count = Math.max(...plan.talks.map((talk) => talk.rooms))
  const userIds = Array.from({ length: count * MEMBERS }, (_, index) => `u${index + 1}`)
  const rooms = Array.from({ length: count }, (_, index) => ({
    id: index + 1,
    members: userIds.slice(index * MEMBERS, (index + 1) * MEMBERS),
    messages: 0,
  }))
  const seatsIn = (seat: (userId: string, room: number) => Seat) =>
    rooms.flatMap(({ id, members }) => members.map((userId) => seat(userId, id)))
  const ours = async (databaseUrl?: string) => {
    const world = await makeWorld(async (db, widgetId) => {
      await addUsers(db, widgetId, userIds)
      await addRooms(db, widgetId, rooms)
    }, databaseUrl)
    stage.after(world.remove)
    return { child: await serve(world), seats: seatsIn(world.seat) }
  }
  const plain = seatsIn((_, room) => ({ room, token: '', widgetId: 0 }))

  const peers = [await takeSeats({ name: OURS, dialect: 'imbachat', processes, ...(await ours()) })]
  const bare = await startPeer([process.execPath], 'bun-publish.ts')
  peers.push(await takeSeats({ name: BARE, dialect: 'bare', processes, child: bare, seats: plain }))
  if (!plan.others) return peers
  const ws = await startPeer(['node'], 'ws.mjs')
  peers.push(await takeSeats({ name: '`ws` on Node', dialect: 'bare', processes, child: ws, seats: plain }))
  const socketIo = await startPeer(['node'], 'socket-io.mjs')
  peers.push(
    await takeSeats({ name: 'Socket.IO on Node', dialect: 'socketIo', processes, child: socketIo, seats: plain }),
  )
  const databaseUrl = await stage.postgres()
  if (databaseUrl !== null) {
    const placed = await ours(databaseUrl)
    peers.push(await takeSeats({ name: OURS_POSTGRES, dialect: 'imbachat', processes, ...placed }))
  }
  return peers
}

function startPeer(runtime: string[], file: string): Promise<Child> {
  return startChild([...runtime, fileURLToPath(new URL(`../peers/${file}`, import.meta.url))])
}

function flatOutTable(plan: Plan, { rooms, perRoom }: Talk, rounds: Map<string, Round[]>, load: number): Table {
  const over = (name: string, of: (round: Round) => number) => median((rounds.get(name) ?? []).map(of))
  const share = (name: string, of: (round: Round) => number) =>
    median((rounds.get(name) ?? []).map((round, turn) => of(round) / of((rounds.get(BARE) ?? [])[turn] as Round)))
  const named = `${whole(rooms)} rooms, ${perRoom} ${perRoom === 1 ? 'message' : 'messages'} at a time`
  const rows = [...rounds.keys()].map((name) => [
    name,
    whole(over(name, (round) => round.sentPerSecond)),
    whole(over(name, (round) => round.deliveredPerSecond)),
    percent(share(name, (round) => round.deliveredPerSecond)),
    micros(over(name, (round) => round.cpuPerMessage)),
    micros(over(name, (round) => round.loopPerMessage)),
    micros(over(name, (round) => round.cpuPerDelivery)),
    ms(over(name, (round) => round.ack.p99)),
    ms(over(name, (round) => round.delivery.p50)),
    ms(over(name, (round) => round.delivery.p99)),
    over(name, (round) => round.serverCores).toFixed(2),
    over(name, (round) => round.loadCores).toFixed(2),
  ])
  const refused = [...rounds].flatMap(([name, all]) =>
    all.flatMap((round) => (round.refusal === null ? [] : [`${name} refused ${round.refused}: ${round.refusal}`])),
  )
  return {
    title: `Rooms of ten, as fast as they go: ${named}`,
    how:
      `${whole(rooms)} rooms of ${MEMBERS} sockets, ${perRoom} of each room under way at any time, the next when the last member has one. ` +
      (perRoom > 1
        ? 'What waits for one socket leaves in one write, which makes a bare server several times cheaper a message. '
        : '') +
      `Bodies of 100 characters; only ours stores them, synced, before anybody hears of them. ` +
      `${plan.rounds} rounds of ${plan.roundMs / 1000} s each, in turns; medians. CPU is the server process's own, from /proc. ${refused.join(' ')}`,
    columns: [
      'server',
      'messages/s',
      'deliveries/s',
      'of bare',
      'CPU a message',
      'of that the event loop',
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
        share(OURS, (round) => round.deliveredPerSecond),
        0.5,
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
    ...PARTS.map((part) => ({ rate: Math.round(most * part), named: `${percent(part)} of the most above` })),
  ]
  for (const step of climbing) {
    const pace = { kind: 'rate', perSecond: step.rate } as const
    steps.push({ ...step, round: await talkFor(ours, pace, { warmMs: plan.warmMs, ms: plan.stepMs }) })
  }
  const half = steps.find(({ named }) => named.startsWith(percent(0.5)))?.round
  const slow = steps.find(({ rate }) => rate === 500)?.round
  return {
    title: 'Rate ladder, SQLite',
    how:
      `All the rooms; messages are sent at the rate whatever comes back, ${plan.stepMs / 1000} s a step. Times are from the send to the ack on the sender's ` +
      `socket, and to the delivery on the last socket of the room. "Lag" is how late the load itself sent, p99: where it is large, the machine was short of CPU.`,
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
    verdicts: [
      ...(half ? [atMost('ack p99 at half of the most', half.ack.p99, 10, ms)] : []),
      ...(slow ? [atMost('ack p99 at 500 messages/s', slow.ack.p99, 1.5, ms)] : []),
    ],
    load,
    data: steps,
  }
}
