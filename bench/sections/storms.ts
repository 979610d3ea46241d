import { loadavg } from 'node:os'
import { cpuOf } from '../../tools/load/process-cost.ts'
import { merged, percentileMs } from '../histogram.ts'
import type { StormReport, Visitor } from '../load/commands.ts'
import type { Stage } from '../stage.ts'
import { ms, type Table, whole } from '../table.ts'
import { addRooms, addUsers, type RoomPlan } from '../world/fill.ts'
import { serve } from '../world/serve.ts'
import { makeWorld } from '../world/world.ts'

const MEMBERS = 10
const MESSAGES = 20
/** New messages while the user was away, in a tenth of the rooms. */
const MISSED = 5

/** All users connect at once: some for the first time, some after a day. */
export async function storms(stage: Stage): Promise<Table[]> {
  const { plan } = stage
  const load = loadavg()[0] ?? 0
  const { resuming, roomsEach, joining } = plan
  const userIds = Array.from({ length: Math.max(resuming, joining) }, (_, index) => `u${index + 1}`)
  const rooms = roomsOf(userIds.slice(0, resuming), roomsEach)
  const world = await makeWorld(async (db, widgetId) => {
    await addUsers(db, widgetId, userIds)
    await addRooms(db, widgetId, rooms)
  })
  stage.after(world.remove)
  const revs = new Map<string, Record<number, number>>(userIds.map((userId) => [userId, {}]))
  for (const { id, members } of rooms) {
    const missed = id % 10 === 0 ? MISSED : 0
    for (const userId of members) Object.assign(revs.get(userId) ?? {}, { [id]: MESSAGES - missed })
  }
  const server = await serve(world)
  const client = (userId: string) => world.client(userId, 0)
  const join = await run(
    stage,
    server,
    userIds.slice(0, joining).map((userId) => ({ client: client(userId), revs: {} })),
  )
  const resume = await run(
    stage,
    server,
    userIds.slice(0, resuming).map((userId) => ({ client: client(userId), revs: revs.get(userId) ?? {} })),
  )
  await server.stop()
  const storms = [
    { what: `${whole(joining)} come: sign in, first page of rooms`, clients: joining, ...join },
    {
      what: `${whole(resuming)} come back to ${roomsEach} rooms each, ${Math.floor(roomsEach / 10)} of which went on`,
      clients: resuming,
      ...resume,
    },
  ]
  return [
    {
      title: 'Storms',
      how:
        'All connections are opened at the same moment. Joining ends with the first page of rooms; resuming with ' +
        'all pages and `messages.sync` of every changed room. ' +
        'Time is from the start of the storm until a client has everything; ' +
        'bytes are what a client receives, handshake included.',
      columns: ['clients', 'p50', 'p99', 'failed', 'bytes a client', 'round trips', 'server CPU a client'],
      rows: storms.map(({ what, clients, report, cpuMs }) => [
        what,
        ms(percentileMs(report.done, 0.5)),
        ms(percentileMs(report.done, 0.99)),
        report.failed === 0 ? '0' : `${report.failed} (${report.failure})`,
        whole(report.bytes / clients),
        (report.frames / clients).toFixed(1),
        ms(cpuMs / clients),
      ]),
      verdicts: [],
      load,
      data: storms,
    },
  ]
}

/** Makes rooms of ten among the users, so that each user is in about as many as wanted. */
function roomsOf(userIds: readonly string[], each: number): RoomPlan[] {
  const count = Math.ceil((userIds.length * each) / MEMBERS)
  return Array.from({ length: count }, (_, index) => {
    const members = new Set<string>()
    for (let n = 0; n < MEMBERS; n++) members.add(userIds[(index * MEMBERS + n) % userIds.length] as string)
    return { id: index + 1, members: [...members], messages: MESSAGES }
  })
}

async function run({ processes }: Stage, server: { pid: number; port: number }, visitors: Visitor[]) {
  const before = cpuOf(server.pid).total
  const reports = await Promise.all(
    processes.map((process, index) =>
      process.run({
        t: 'storm',
        port: server.port,
        visitors: visitors.filter((_, place) => place % processes.length === index),
      }),
    ),
  )
  const sum = (of: (report: StormReport) => number) => reports.reduce((total, report) => total + of(report), 0)
  const report: StormReport = {
    done: merged(reports.map((one) => one.done)),
    failed: sum((one) => one.failed),
    failure: reports.find((one) => one.failure !== null)?.failure ?? null,
    bytes: sum((one) => one.bytes),
    frames: sum((one) => one.frames),
  }
  return { report, cpuMs: cpuOf(server.pid).total - before }
}
