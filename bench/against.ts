// `npm run bench -- --against REVISION`: this version and another one in turns, so that whatever else the machine does
// meets both alike.
import { spawnSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { memoryOf, threadsOf } from '../tools/load/process-cost.ts'
import type { Child } from './child.ts'
import { processesOfDatabase } from './database-cost.ts'
import type { Pace } from './load/commands.ts'
import type { Client } from './load/dialects.ts'
import { connect } from './load/visit.ts'
import type { Plan } from './plan.ts'
import type { Stage } from './stage.ts'
import { median, type Table } from './table.ts'
import { connectClients, type Peer, type Round, talkFor } from './talking.ts'
import { OURS_ROOT, serve } from './world/serve.ts'

const MEMBERS = 10
/** A server whose compiler's threads take less of a round than this is warm. */
const COMPILING = 0.03
const TURNS_TO_WARM = 10

interface Version {
  name: string
  root: string
}

/** @param revision of git, or the folder of a checkout whose packages are installed */
export async function against(stage: Stage, revision: string): Promise<Table[]> {
  const versions: [Version, Version] = [
    { name: revision, root: existsSync(revision) ? revision : checkOut(stage, revision) },
    { name: 'this version', root: OURS_ROOT },
  ]
  const tables = [await starts(stage, versions)]
  for (const database of ['SQLite', 'PostgreSQL'] as const) {
    const talked = await talks(stage, versions, database)
    if (talked) tables.push(talked)
  }
  return tables
}

/** A checkout of its own with its packages, kept for the next time. */
function checkOut({ notes }: Stage, revision: string): string {
  const run = (command: string, args: string[], cwd: string): string => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8' })
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${stderr}`)
    return stdout.trim()
  }
  const commit = run('git', ['rev-parse', '--verify', `${revision}^{commit}`], OURS_ROOT)
  const root = join(OURS_ROOT, 'tmp/bench', commit)
  if (!existsSync(root)) run('git', ['clone', '--quiet', '--shared', OURS_ROOT, root], OURS_ROOT)
  run('git', ['checkout', '--quiet', '--detach', commit], root)
  run('npm', ['ci', '--prefer-offline', '--no-audit', '--no-fund'], root)
  notes.push(`${revision} is ${commit.slice(0, 10)}, in ${root}`)
  return root
}

/** The figures of both versions, turn by turn. */
export type Measured = { what: string; unit: string; of: readonly [number[], number[]] }

/** From the process' start until it answers, and the memory that it has a little later. */
async function starts(stage: Stage, versions: readonly [Version, Version]): Promise<Table> {
  const load = loadavg()[0] ?? 0
  const ready: Measured = { what: 'ready', unit: 'ms', of: [[], []] }
  const memory: Measured = { what: 'memory then', unit: 'MiB', of: [[], []] }
  const places = versions.map(() => mkdtempSync(join(tmpdir(), 'imbachat-against-')))
  // the first start of each makes its tables
  for (let turn = -1; turn < stage.plan.rounds; turn++) {
    for (const at of inOrder(turn)) {
      const started = performance.now()
      const child = await serve({ dataDir: places[at] ?? '', databaseUrl: undefined }, versions[at].root)
      const ms = performance.now() - started
      await Bun.sleep(stage.plan.warmMs)
      if (turn >= 0) {
        ready.of[at].push(ms)
        memory.of[at].push(memoryOf(child.pid) / 2 ** 20)
      }
      await child.stop()
    }
  }
  for (const place of places) rmSync(place, { recursive: true, force: true })
  return tableOf('Start on SQLite', versions, stage.plan, load, [ready, memory])
}

/** The two versions take turns at running first. */
const inOrder = (turn: number): readonly (0 | 1)[] => (turn % 2 === 0 ? [0, 1] : [1, 0])

/** Null if the database can't be measured here. */
async function talks(
  stage: Stage,
  versions: readonly [Version, Version],
  database: 'SQLite' | 'PostgreSQL',
): Promise<Table | null> {
  const { plan } = stage
  const [before, after] = [await gather(stage, versions[0], database), await gather(stage, versions[1], database)]
  if (!before || !after) return null
  const load = loadavg()[0] ?? 0
  const paces: Paces = [
    ...plan.rates.map((perSecond): Paces[number] => [`${perSecond}/s`, { kind: 'rate', perSecond }]),
    ...plan.talks.map(({ rooms, perRoom }): Paces[number] => [
      `${rooms} rooms, ${perRoom} at a time`,
      { kind: 'window', rooms: Math.min(rooms, plan.againstRooms), perRoom },
    ]),
  ]
  const measured = await talkInTurns(plan, [before, after], paces, database)
  return tableOf(`Rooms of ten on ${database}`, versions, plan, load, measured)
}

type Paces = [named: string, pace: Pace][]

/** Two servers talk in turns at each of the paces, after both compilers have become quiet. */
export async function talkInTurns(
  plan: Plan,
  peers: readonly [Peer, Peer],
  paces: Paces,
  database: 'SQLite' | 'PostgreSQL',
): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const [named, pace] of paces) {
    for (const peer of peers) await warmUp(peer, pace, plan)
    const rounds: [Round[], Round[]] = [[], []]
    for (let turn = 0; turn < plan.againstTurns; turn++) {
      for (const at of inOrder(turn)) {
        rounds[at].push(await talkFor(peers[at], pace, { warmMs: plan.warmMs, ms: plan.againstMs }))
      }
    }
    const add = (what: string, unit: string, of: (round: Round) => number) =>
      measured.push({ what: `${named}: ${what}`, unit, of: [rounds[0].map(of), rounds[1].map(of)] })
    if (pace.kind === 'window') add('messages a second', '', (round) => round.sentPerSecond)
    add('CPU a message', 'µs', (round) => round.cpuPerMessage)
    add('of that the event loop', 'µs', (round) => round.loopPerMessage)
    if (database === 'PostgreSQL') add('CPU of the database', 'µs', (round) => round.databasePerMessage)
    add('ack p50', 'ms', (round) => round.ack.p50)
    add('ack p99', 'ms', (round) => round.ack.p99)
  }
  return measured
}

/** Talks until the compiler's threads have little left to do. */
async function warmUp(peer: Peer, pace: Pace, { warmMs, againstMs }: Plan): Promise<void> {
  const compiling = () => threadsOf(peer.child.pid).reduce((sum, { name, ms }) => sum + (/^JIT/.test(name) ? ms : 0), 0)
  for (let turn = 0; turn < TURNS_TO_WARM; turn++) {
    const before = compiling()
    await talkFor(peer, pace, { warmMs, ms: againstMs })
    if (compiling() - before < (warmMs + againstMs) * COMPILING) return
  }
}

/** A server with its users in their rooms, by what both versions understand: the command line and the protocol. */
async function gather(stage: Stage, version: Version, database: 'SQLite' | 'PostgreSQL'): Promise<Peer | null> {
  const { plan, processes } = stage
  const databaseUrl = database === 'PostgreSQL' ? await stage.postgres() : undefined
  if (databaseUrl === null) return null
  const dataDir = mkdtempSync(join(tmpdir(), 'imbachat-against-'))
  stage.after(() => rmSync(dataDir, { recursive: true, force: true }))
  const child = await serve({ dataDir, databaseUrl }, version.root)
  stage.after(child.stop)
  const users = Array.from({ length: plan.againstRooms * MEMBERS }, (_, index) => index)
  const clients = await openRooms(child, createWidget(version.root, { dataDir, databaseUrl }), users)
  const name = `${version.name} on ${database}`
  const processesOf = databaseUrl === undefined ? null : await processesOfDatabase(databaseUrl)
  return connectClients({ name, dialect: 'imbachat', child, database: processesOf, processes, clients })
}

interface Widget {
  id: number
  secret_key: string
}

function createWidget(root: string, { dataDir, databaseUrl }: { dataDir: string; databaseUrl: string | undefined }) {
  const args = ['widget', 'create', '--name', 'Bench', '--setting', 'messages_per_minute=6000', '--json']
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'server/src/cli/main.ts'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, DATA_DIR: dataDir, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) },
  })
  if (status !== 0) throw new Error(`no widget: ${stderr}`)
  return JSON.parse(stdout) as Widget
}

/** Each ten users open one public room. */
async function openRooms(
  child: Child,
  { id: widgetId, secret_key }: Widget,
  users: readonly number[],
): Promise<Client[]> {
  const clients: Client[] = []
  for (const user of users) {
    const client = { room: 0, widgetId, token: signed(secret_key, `u${user}`) }
    const connection = await connect(child.port, client, `10.4.${user >> 8}.${user & 255}`)
    await connection.request('auth', { v: 1, token: client.token })
    const pipe = `room ${Math.floor(user / MEMBERS)}`
    const { room } = await connection.request('room.open', { pipe, title: pipe, is_public: true })
    clients.push({ ...client, room: room.room_id })
    connection.socket.end()
  }
  return clients
}

function signed(key: string, user_id: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const body = `${part({ typ: 'JWT', alg: 'HS256' })}.${part({ user_id, exp: Math.floor(Date.now() / 1000) + 7_200 })}`
  return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`
}

/** The ratios of a figure, turn by turn, from the lowest on. */
export const ratiosOf = ({ of: [then, now] }: Measured): number[] =>
  now.map((value, turn) => value / (then[turn] ?? Number.NaN)).sort((a, b) => a - b)

export function tableOf(
  title: string,
  [before, after]: readonly [Pick<Version, 'name'>, Pick<Version, 'name'>],
  plan: Plan,
  load: number,
  measured: readonly Measured[],
): Table {
  return {
    title,
    how:
      `Both in turn, who is first changing; ${plan.againstTurns} turns, of ${plan.againstMs / 1000} s where ` +
      "they talk, after both compilers have become quiet. Medians; the ratio is the median of the turns' ratios, with " +
      'the lowest and the highest of the middle half.',
    columns: ['what', before.name, after.name, 'ratio', 'middle half'],
    rows: measured.map((one) => {
      const { what, unit } = one
      const [then, now] = one.of
      const ratios = ratiosOf(one)
      const quarter = Math.floor(ratios.length / 4)
      const shown = (value: number) => `${value.toFixed(value < 10 ? 2 : 0)} ${unit}`.trim()
      const middle = [ratios[quarter], ratios[ratios.length - 1 - quarter]].map((ratio) => ratio?.toFixed(2))
      return [what, shown(median(then)), shown(median(now)), median(ratios).toFixed(2), middle.join(' to ')]
    }),
    verdicts: [],
    load,
    data: measured,
  }
}
