import { loadavg } from 'node:os'
import { ratiosOf, tableOf, talkInTurns } from '../against.ts'
import { processesOfDatabase } from '../database-cost.ts'
import type { Stage } from '../stage.ts'
import { atMost, median, type Table, times, whole } from '../table.ts'
import { connectClients, type Peer } from '../talking.ts'
import { addRooms, addUsers } from '../world/fill.ts'
import { serve } from '../world/serve.ts'
import { makeWorld } from '../world/world.ts'

const MEMBERS = 10
/** Rooms that hold the messages besides those that talk. */
const OTHER_ROOMS = 200
/** Largest factor by which all stored messages may raise the CPU time of a new one, at full speed. */
const TARGET = 1.1

/** A server with many messages in turns with one that has none: the same users talk in the same rooms. */
export async function growth(stage: Stage): Promise<Table[]> {
  const tables: Table[] = []
  for (const database of ['SQLite', 'PostgreSQL'] as const) {
    const [empty, full] = [await gather(stage, database, 0), await gather(stage, database, stage.plan.grownMessages)]
    if (!empty || !full) continue
    const { plan } = stage
    const load = loadavg()[0] ?? 0
    const measured = await talkInTurns(
      plan,
      [empty, full],
      [1, 4].map((perRoom) => [`${perRoom} at a time`, { kind: 'window', rooms: plan.againstRooms, perRoom }]),
      database,
    )
    const names = [{ name: empty.name }, { name: full.name }] as const
    const table = tableOf(`Growth to ${whole(plan.grownMessages)} messages, ${database}`, names, plan, load, measured)
    const costs = measured.filter(({ what }) => what.endsWith('CPU a message'))
    const verdicts = costs.map((one) =>
      atMost(`of an empty server, ${database}, ${one.what}`, median(ratiosOf(one)), TARGET, times),
    )
    tables.push({ ...table, verdicts })
  }
  return tables
}

/** Null if the database can't be measured here. Without the search, which would index all messages meanwhile. */
async function gather(stage: Stage, database: 'SQLite' | 'PostgreSQL', messages: number): Promise<Peer | null> {
  const { plan, processes } = stage
  const databaseUrl = database === 'PostgreSQL' ? await stage.postgres() : undefined
  if (databaseUrl === null) return null
  const talking = Array.from({ length: plan.againstRooms }, (_, index) => index + 1)
  const membersOf = (room: number) => Array.from({ length: MEMBERS }, (_, index) => `u${room}-${index}`)
  const each = Math.floor(messages / (plan.againstRooms + OTHER_ROOMS))
  const world = await makeWorld(async (db, widgetId) => {
    await addUsers(db, widgetId, talking.flatMap(membersOf))
    const others = Array.from({ length: OTHER_ROOMS }, (_, index) => plan.againstRooms + index + 1)
    await addRooms(db, widgetId, [
      ...talking.map((id) => ({ id, members: membersOf(id), messages: each })),
      ...others.map((id) => ({ id, members: ['u1-0', 'u1-1'], messages: each })),
    ])
  }, databaseUrl)
  stage.after(world.remove)
  const child = await serve(world, undefined, { SEARCH: 'off' })
  stage.after(child.stop)
  const name = `${whole(messages)} messages on ${database}`
  return connectClients({
    ...{ name, dialect: 'imbachat', child, processes },
    database: databaseUrl === undefined ? null : await processesOfDatabase(databaseUrl),
    clients: talking.flatMap((room) => membersOf(room).map((user) => world.client(user, room))),
  })
}
