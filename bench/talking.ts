import { type CpuUse, cpuOf } from '../tools/load/process-cost.ts'
import type { Child } from './child.ts'
import { type DatabaseProcesses, usedBetween } from './database-cost.ts'
import { merged, percentileMs } from './histogram.ts'
import type { Pace, TalkReport } from './load/commands.ts'
import type { Client, DialectName } from './load/dialects.ts'
import type { LoadProcess } from './load/fleet.ts'

/** One server and the load's connections to it. */
export interface Peer {
  name: string
  child: Child
  /** the database's processes; null: the server stores in itself, or not at all */
  database: DatabaseProcesses | null
  processes: readonly LoadProcess[]
}

export const BODY_CHARS = 100

interface PeerOptions {
  name: string
  dialect: DialectName
  child: Child
  database?: DatabaseProcesses | null
  processes: readonly LoadProcess[]
  clients: readonly Client[]
}

/** Opens a connection for each client. All connections of a room are in one process, which has one clock. */
export async function connectClients({
  name,
  dialect,
  child,
  database = null,
  processes,
  clients,
}: PeerOptions): Promise<Peer> {
  const shares: Client[][] = processes.map(() => [])
  const rooms = [...Map.groupBy(clients, (client) => client.room).values()]
  rooms.forEach((members, index) => {
    shares[index % shares.length]?.push(...members)
  })
  await Promise.all(
    processes.map((process, index) =>
      process.run({ t: 'open', fleet: name, dialect, port: child.port, clients: shares[index] ?? [] }),
    ),
  )
  return { name, child, database, processes }
}

export async function leave({ name, processes }: Peer): Promise<void> {
  await Promise.all(processes.map((process) => process.run({ t: 'close', fleet: name })))
}

export interface Round {
  sentPerSecond: number
  deliveredPerSecond: number
  refused: number
  refusal: string | null
  ack: { p50: number; p99: number }
  delivery: { p50: number; p99: number }
  /** of the load, which must not be the bottleneck: how late it sent what a rate requires, ms */
  lagP99: number
  /** of the server, µs: all threads, and the event loop alone */
  cpuPerMessage: number
  loopPerMessage: number
  cpuPerDelivery: number
  /** of the database's processes, which are separate from the server; 0 without such processes */
  databasePerMessage: number
  /** cores in use */
  serverCores: number
  loadCores: number
}

/** Lets the peer talk for a while and measures all but the beginning. */
export async function talkFor(peer: Peer, pace: Pace, { warmMs, ms }: { warmMs: number; ms: number }): Promise<Round> {
  const { processes, child, database } = peer
  const share: Pace =
    pace.kind === 'rate'
      ? { ...pace, perSecond: pace.perSecond / processes.length }
      : { ...pace, rooms: Math.ceil(pace.rooms / processes.length) }
  const all = <T>(act: (process: LoadProcess) => Promise<T>) => Promise.all(processes.map(act))
  await all((process) => process.run({ t: 'talk', fleet: peer.name, pace: share, bodyChars: BODY_CHARS }))
  await Bun.sleep(warmMs)
  await all((process) => process.run({ t: 'mark' }))
  const used = () => ({ server: cpuOf(child.pid), database: database?.cpu() ?? new Map<number, number>() })
  const before = used()
  await Bun.sleep(ms)
  const reports = await all((process) => process.run({ t: 'report' }))
  const after = used()
  await all((process) => process.run({ t: 'silence' }))
  const server = { total: after.server.total - before.server.total, main: after.server.main - before.server.main }
  return roundOf(reports, server, usedBetween(before.database, after.database))
}

function roundOf(reports: readonly TalkReport[], server: CpuUse, databaseMs: number): Round {
  const sum = (of: (report: TalkReport) => number) => reports.reduce((total, report) => total + of(report), 0)
  const times = (of: (report: TalkReport) => TalkReport['ack']) => {
    const all = merged(reports.map(of))
    return { p50: percentileMs(all, 0.5), p99: percentileMs(all, 0.99) }
  }
  const seconds = sum((report) => report.seconds) / reports.length
  const sent = sum((report) => report.sent)
  const delivered = sum((report) => report.delivered)
  return {
    sentPerSecond: sent / seconds,
    deliveredPerSecond: delivered / seconds,
    refused: sum((report) => report.refused),
    refusal: reports.find((report) => report.refusal !== null)?.refusal ?? null,
    ack: times((report) => report.ack),
    delivery: times((report) => report.delivery),
    lagP99: times((report) => report.lag).p99,
    cpuPerMessage: (server.total * 1000) / sent,
    loopPerMessage: (server.main * 1000) / sent,
    cpuPerDelivery: (server.total * 1000) / delivered,
    databasePerMessage: (databaseMs * 1000) / sent,
    serverCores: server.total / 1000 / seconds,
    loadCores: sum((report) => report.cpuMs) / 1000 / seconds,
  }
}
