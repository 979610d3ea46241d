import { loadavg } from 'node:os'
import { cpuOf } from '../../tools/load/process-cost.ts'
import { processesOfDatabase, usedBetween } from '../database-cost.ts'
import { type Histogram, merged, percentileMs } from '../histogram.ts'
import type { Stage } from '../stage.ts'
import { atMost, median, micros, ms, type Table, times, whole } from '../table.ts'
import { BODY_CHARS } from '../talking.ts'
import { addRooms, addUsers } from '../world/fill.ts'
import { serve } from '../world/serve.ts'
import { makeWorld } from '../world/world.ts'

const ROOM = 1
const EMOJIS = ['👍', '❤️', '😂', '🎉', '🔥']
/** Reactions to a message that follow the first within this time share one `rev`. Milliseconds. */
const WINDOW_MS = 200

/** One storm: of reactions to one message, or of as many messages. */
interface Storm {
  done: Histogram
  failed: number
  failure: string | null
  lasted: number
  /** events that all clients received, and the changes that one of them saw in its own */
  heard: number
  changes: number
  /** how far the room's `rev` rose */
  revs: number
  bytes: number
  cpuMs: number
  databaseMs: number
}

/** Many users react to one message within a second. The same number of messages in the same room is the comparison. */
export async function reactionStorm(stage: Stage): Promise<Table[]> {
  const { plan } = stage
  const load = loadavg()[0] ?? 0
  const rows = await stormsOn(stage, 'SQLite', undefined)
  const databaseUrl = await stage.postgres()
  if (databaseUrl !== null) rows.push(...(await stormsOn(stage, 'PostgreSQL', databaseUrl)))
  return [
    {
      title: `A storm of reactions: ${whole(plan.reacting)} users, one message`,
      how:
        `All are in one room and connected. Each reacts once to the same message, with one of ${EMOJIS.length} emojis, within ${plan.reactingMs / 1000} s; ` +
        `then each writes one message of ${BODY_CHARS} characters at the same pace. ${plan.rounds} times, in turn; medians. ` +
        `Revs: how far the room's \`rev\` rose. Bytes and frames are what a client receives, its own answer included. ` +
        'A change is one message in an event, of which a frame may carry several.',
      columns: [
        'database',
        'what',
        'ack p50',
        'ack p99',
        'failed',
        'server CPU each',
        'of a message',
        'database CPU each',
        'revs',
        'frames a client',
        'changes a client',
        'bytes a client',
      ],
      rows: rows.map((row) => [
        row.database,
        row.what,
        ms(row.ackP50),
        ms(row.ackP99),
        whole(row.failed),
        micros(row.cpu),
        times(row.cpu / row.cpuOfMessage),
        micros(row.databaseCpu),
        whole(row.revs),
        row.frames.toFixed(1),
        whole(row.changes),
        whole(row.bytes),
      ]),
      verdicts: rows
        .filter(({ what }) => what === 'reactions')
        .map(({ database, revs, most }) =>
          atMost(`revs that ${whole(plan.reacting)} reactions to one message use, ${database}`, revs, most, whole),
        ),
      load,
      data: rows,
    },
  ]
}

async function stormsOn(stage: Stage, database: 'SQLite' | 'PostgreSQL', databaseUrl: string | undefined) {
  const { plan, processes } = stage
  const userIds = Array.from({ length: plan.reacting }, (_, index) => `u${index + 1}`)
  const world = await makeWorld(async (db, widgetId) => {
    await addUsers(db, widgetId, userIds)
    await addRooms(db, widgetId, [{ id: ROOM, members: userIds, messages: plan.rounds + 1 }])
  }, databaseUrl)
  stage.after(world.remove)
  const server = await serve(world)
  const postgres = databaseUrl === undefined ? null : await processesOfDatabase(databaseUrl)
  const clientsOf = (index: number) =>
    userIds.filter((_, place) => place % processes.length === index).map((id) => world.client(id, ROOM))
  await Promise.all(
    processes.map((process, index) => process.run({ t: 'gather', port: server.port, clients: clientsOf(index) })),
  )

  let rev = plan.rounds + 1
  async function storm(framesOf: (index: number) => string[]): Promise<Storm> {
    const used = () => ({ cpu: cpuOf(server.pid).total, database: postgres?.cpu() ?? new Map<number, number>() })
    const before = used()
    const reports = await Promise.all(
      processes.map((process, index) =>
        process.run({ t: 'together', frames: framesOf(index), overMs: plan.reactingMs }),
      ),
    )
    const after = used()
    const sum = (of: (report: (typeof reports)[number]) => number) =>
      reports.reduce((total, report) => total + of(report), 0)
    const reached = Math.max(...reports.map((report) => report.rev))
    const revs = reached - rev
    rev = reached
    return {
      done: merged(reports.map((report) => report.done)),
      failed: sum((report) => report.failed),
      failure: reports.find((report) => report.failure !== null)?.failure ?? null,
      lasted: Math.max(...reports.map((report) => report.lasted)),
      heard: sum((report) => report.heard),
      changes: Math.max(...reports.map((report) => report.changes)),
      revs,
      bytes: sum((report) => report.bytes),
      cpuMs: after.cpu - before.cpu,
      databaseMs: usedBetween(before.database, after.database),
    }
  }

  const reactTo = (seq: number) => () =>
    EMOJIS.map((emoji) => JSON.stringify({ t: 'reaction.add', id: 0, room_id: ROOM, seq, emoji }))
  const write = (index: number) =>
    clientsOf(index).map(() => {
      const message = {
        room_id: ROOM,
        client_id: crypto.randomUUID(),
        text: 'lorem ipsum '.repeat(9).slice(0, BODY_CHARS),
      }
      return JSON.stringify({ t: 'message.send', id: 0, ...message })
    })

  const reactions: Storm[] = []
  const messages: Storm[] = []
  // A first storm of each, so that code is compiled and statements are prepared.
  await storm(reactTo(1))
  await storm(write)
  for (let round = 0; round < plan.rounds; round++) {
    reactions.push(await storm(reactTo(round + 2)))
    messages.push(await storm(write))
  }
  await Promise.all(processes.map((process) => process.run({ t: 'scatter' })))
  await server.stop()

  const middle = (storms: readonly Storm[], of: (one: Storm) => number) => median(storms.map(of))
  const each = (storms: readonly Storm[], of: (one: Storm) => number) => middle(storms, of) / plan.reacting
  const cpuOfMessage = each(messages, (one) => one.cpuMs * 1000)
  return [
    { what: 'reactions', storms: reactions },
    { what: 'messages', storms: messages },
  ].map(({ what, storms }) => ({
    database,
    what,
    storms,
    ackP50: middle(storms, (one) => percentileMs(one.done, 0.5)),
    ackP99: middle(storms, (one) => percentileMs(one.done, 0.99)),
    failed: storms.reduce((sum, one) => sum + one.failed, 0),
    cpu: each(storms, (one) => one.cpuMs * 1000),
    cpuOfMessage,
    databaseCpu: each(storms, (one) => one.databaseMs * 1000),
    revs: middle(storms, (one) => one.revs),
    /** the first reaction alone, then one commit for each window */
    most: middle(storms, (one) => 1 + Math.ceil(one.lasted / WINDOW_MS)),
    frames: each(storms, (one) => one.heard),
    changes: middle(storms, (one) => one.changes),
    bytes: each(storms, (one) => one.bytes),
  }))
}
