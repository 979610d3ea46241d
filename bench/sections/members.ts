import { loadavg } from 'node:os'
import { cpuOf } from '../../tools/load/process-cost.ts'
import { type Histogram, merged, percentileMs } from '../histogram.ts'
import type { Stage } from '../stage.ts'
import { atMost, ms, type Table, times, whole } from '../table.ts'
import { addRooms, addUsers } from '../world/fill.ts'
import { serve } from '../world/serve.ts'
import { makeWorld, type World } from '../world/world.ts'

const [LARGE, SMALL, SQUARE] = [1, 2, 3]
const FEW = 10
/** the server's ROOM_LIVE_MEMBERS */
const LIVE_MEMBERS = 100
/** Twice each, in turn: the first time is for compiling and caches. */
const TURNS = [LARGE, SMALL, LARGE, SMALL]
/** of one visitor, fewer than the server's limit */
const JOINS_EACH = 100

/** Members of rooms: many users who join and leave at once, and what a large room costs compared with a small one. */
export async function members(stage: Stage): Promise<Table[]> {
  const { plan } = stage
  const load = loadavg()[0] ?? 0
  const stored = Array.from({ length: plan.storedMembers }, (_, index) => `m${index + 1}`)
  const crowd = Array.from({ length: plan.idleSockets }, (_, index) => `c${index + 1}`)
  const world = await makeWorld(async (db, widgetId) => {
    await addUsers(db, widgetId, [...stored, ...crowd])
    await addRooms(db, widgetId, [
      { id: LARGE, members: stored, messages: 1, isPublic: true },
      { id: SMALL, members: stored.slice(0, FEW), messages: 1, isPublic: true },
      // Not live from the start: a live room would send events about joins, and about the moment when it stops being
      // live.
      { id: SQUARE, members: stored.slice(0, LIVE_MEMBERS + 1), messages: 1, isPublic: true },
    ])
  })
  stage.after(world.remove)
  const server = await serve(world)
  const tables = [await sizes(stage, world, server, crowd, load), await storm(stage, world, server, crowd, load)]
  await server.stop()
  return tables
}

type Server = Awaited<ReturnType<typeof serve>>

async function sizes(
  { plan, processes }: Stage,
  world: World,
  server: Server,
  crowd: readonly string[],
  load: number,
): Promise<Table> {
  const frame = (t: string, room_id: number, more = {}) => JSON.stringify({ t, id: 0, room_id, ...more })
  // A user may not join without limit, so every visitor joins a few times.
  const visitors = crowd.slice(0, Math.ceil((plan.pages * TURNS.length) / JOINS_EACH))
  const acts: { what: string; users: readonly string[]; frames(room: number): string[] }[] = [
    {
      what: 'join and leave',
      users: visitors,
      frames: (room) => [frame('room.join', room), frame('room.leave', room)],
    },
    { what: `page of ${FEW} members`, users: ['m1'], frames: (room) => [frame('members.list', room, { limit: FEW })] },
    { what: 'open it', users: ['m1'], frames: (room) => [frame('rooms.get', room)] },
  ]
  const rows: { what: string; large: number; small: number }[] = []
  for (const { what, users, frames } of acts) {
    const p50 = { [LARGE]: 0, [SMALL]: 0 }
    for (const room of TURNS) {
      const found: Histogram[] = []
      for (const user of users) {
        const count = Math.ceil(plan.pages / users.length)
        const asked = Array.from({ length: count }, () => frames(room)).flat()
        const client = world.client(user, room)
        const report = await processes[0]?.run({ t: 'ask', port: server.port, client, frames: asked })
        if (report) found.push(report.roundTrip)
      }
      p50[room] = percentileMs(merged(found), 0.5)
    }
    rows.push({ what, large: p50[LARGE] ?? 0, small: p50[SMALL] ?? 0 })
  }
  return {
    title: `A room of ${whole(plan.storedMembers)} stored members beside one of ${FEW}`,
    how: 'One request after another, round trip as the client sees it, p50.',
    columns: ['act', 'large room', 'small room', 'ratio'],
    rows: rows.map(({ what, large, small }) => [what, ms(large), ms(small), times(large / small)]),
    verdicts: rows.map(({ what, large, small }) => atMost(`${what}, large room to small`, large / small, 1.5, times)),
    load,
    data: rows,
  }
}

async function storm(
  { plan, processes }: Stage,
  world: World,
  server: Server,
  crowd: readonly string[],
  load: number,
): Promise<Table> {
  const share = (index: number) => crowd.filter((_, place) => place % processes.length === index)
  const clientsOf = (index: number) => share(index).map((userId) => world.client(userId, SQUARE))
  await Promise.all(
    processes.map((process, index) => process.run({ t: 'gather', port: server.port, clients: clientsOf(index) })),
  )
  const rows: { what: string; p50: number; p99: number; failed: number; heard: number; cpuMs: number }[] = []
  for (const t of ['room.join', 'room.leave'] as const) {
    const before = cpuOf(server.pid).total
    const frame = JSON.stringify({ t, id: 0, room_id: SQUARE })
    const reports = await Promise.all(
      processes.map((process) => process.run({ t: 'together', frames: [frame], overMs: 0 })),
    )
    const done = merged(reports.map((report) => report.done))
    const sum = (of: (report: (typeof reports)[number]) => number) => reports.reduce((all, one) => all + of(one), 0)
    rows.push({
      what: t === 'room.join' ? 'join' : 'leave',
      p50: percentileMs(done, 0.5),
      p99: percentileMs(done, 0.99),
      failed: sum((report) => report.failed),
      heard: sum((report) => report.heard),
      cpuMs: (cpuOf(server.pid).total - before) / plan.idleSockets,
    })
  }
  await Promise.all(processes.map((process) => process.run({ t: 'scatter' })))
  return {
    title: `${whole(plan.idleSockets)} users join one large room at once and leave it again`,
    how:
      'All are signed in already. Time is from the moment at which all send their request until each is answered. ' +
      'Heard: events that users received about other users.',
    columns: ['what', 'p50', 'p99', 'failed', 'heard of others', 'server CPU each'],
    rows: rows.map(({ what, p50, p99, failed, heard, cpuMs }) => [
      what,
      ms(p50),
      ms(p99),
      whole(failed),
      whole(heard),
      ms(cpuMs),
    ]),
    verdicts: [],
    load,
    data: rows,
  }
}
