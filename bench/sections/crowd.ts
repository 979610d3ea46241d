import { loadavg } from 'node:os'
import { fileURLToPath } from 'node:url'
import { memoryOf } from '../../tools/load/process-cost.ts'
import { startChild } from '../child.ts'
import type { Stage } from '../stage.ts'
import { atMost, kib, micros, ms, type Table, whole } from '../table.ts'
import { connectClients, leave, talkFor } from '../talking.ts'
import { addRooms, addUsers } from '../world/fill.ts'
import { serve } from '../world/serve.ts'
import { makeWorld } from '../world/world.ts'

const ROOM = 1
/** Many users who only receive, all in one room: their cost, and the time until a message has reached all of them. */
export async function crowd(stage: Stage): Promise<Table[]> {
  const { plan, processes } = stage
  const load = loadavg()[0] ?? 0
  const userIds = Array.from({ length: plan.idleSockets }, (_, index) => `u${index + 1}`)
  const world = await makeWorld(async (db, widgetId) => {
    await addUsers(db, widgetId, userIds)
    await addRooms(db, widgetId, [{ id: ROOM, members: userIds, messages: 0 }])
  })
  stage.after(world.remove)
  const settle = () => Bun.sleep(plan.settleMs)

  const ours = await serve(world)
  // One by one, so that code is compiled and caches are warm before the baseline is measured.
  const name = 'crowd'
  const first = await connectClients({
    name,
    dialect: 'imbachat',
    child: ours,
    processes,
    clients: userIds.slice(0, 10).map((id) => world.client(id, ROOM)),
  })
  await leave(first)
  await settle()
  const oursBase = memoryOf(ours.pid)
  const clients = userIds.map((id) => world.client(id, ROOM))
  const started = performance.now()
  // The whole room is in one process, which has one clock.
  const peer = await connectClients({
    name,
    dialect: 'imbachat',
    child: ours,
    processes: processes.slice(0, 1),
    clients,
  })
  const cameInMs = performance.now() - started
  await settle()
  const oursEach = (memoryOf(ours.pid) - oursBase) / plan.idleSockets

  const fanOut = await talkFor(
    peer,
    { kind: 'window', rooms: 1, perRoom: 1 },
    { warmMs: plan.warmMs, ms: plan.fanOutMs },
  )
  await leave(peer)
  await ours.stop()

  const bare = await startChild([process.execPath, fileURLToPath(new URL('../peers/bun-publish.ts', import.meta.url))])
  await settle()
  const bareBase = memoryOf(bare.pid)
  const bareClients = userIds.map(() => ({ room: ROOM, token: '', widgetId: 0 }))
  const barePeer = await connectClients({
    name,
    dialect: 'bare',
    child: bare,
    processes: processes.slice(0, 1),
    clients: bareClients,
  })
  await settle()
  const bareEach = (memoryOf(bare.pid) - bareBase) / plan.idleSockets
  const bareFanOut = await talkFor(
    barePeer,
    { kind: 'window', rooms: 1, perRoom: 1 },
    { warmMs: plan.warmMs, ms: plan.fanOutMs },
  )
  await leave(barePeer)
  await bare.stop()

  return [
    {
      title: `${whole(plan.idleSockets)} idle connections`,
      how:
        'Resident memory of the server process with that many signed-in users (bare: open WebSockets in a topic) ' +
        'minus that before they connected, divided by their number.',
      columns: ['server', 'base', 'a socket', 'all came in within'],
      rows: [
        ['ImbaChat', `${whole(oursBase / 1024 / 1024)} MiB`, kib(oursEach), ms(cameInMs)],
        ['Bun publish, bare', `${whole(bareBase / 1024 / 1024)} MiB`, kib(bareEach), '–'],
      ],
      verdicts: [atMost('memory of a connected idle user', oursEach, 8 * 1024, kib)],
      load,
      data: { oursBase, oursEach, bareBase, bareEach, cameInMs },
    },
    {
      title: `One room of ${whole(plan.idleSockets)}`,
      how:
        'The same connections; one message at a time, the next when it has reached the last connection. The one ' +
        'load process reads all copies, so it takes part of the time.',
      columns: ['server', 'messages/s', 'deliveries/s', 'to the last one p50', 'p99', 'CPU a delivery'],
      rows: (
        [
          ['ImbaChat', fanOut],
          ['Bun publish, bare', bareFanOut],
        ] as const
      ).map(([server, round]) => [
        server,
        round.sentPerSecond.toFixed(1),
        whole(round.deliveredPerSecond),
        ms(round.delivery.p50),
        ms(round.delivery.p99),
        micros(round.cpuPerDelivery),
      ]),
      verdicts: [],
      load,
      data: { ours: fanOut, bare: bareFanOut },
    },
  ]
}
