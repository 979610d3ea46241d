import { startCommandWorker } from '../../tools/load/command-worker.ts'
import type { Stage } from '../stage.ts'
import { addRooms, addUsers, emptyRooms } from '../world/fill.ts'
import { makeWorld } from '../world/world.ts'
import type { Hand, Paced, WritingCommand, Written } from './commands.ts'

export const ROOMS = 100
const MEMBERS = 10
export type DatabaseName = 'SQLite' | 'PostgreSQL'

/** A process that writes messages into its own database. */
export interface Writing {
  database: DatabaseName
  hand: Hand
  /** at full speed */
  write(rows: number): Promise<Written>
  /** writes one row per commit, `perSecond` times a second */
  pace(perSecond: number, ms: number): Promise<Paced>
}

/** @param databaseUrl null: SQLite */
export async function startWriting(stage: Stage, hand: Hand, databaseUrl: string | null): Promise<Writing> {
  const { userIds, rooms } = emptyRooms(ROOMS, MEMBERS)
  const world = await makeWorld(async (db, widgetId) => {
    await addUsers(db, widgetId, userIds)
    await addRooms(db, widgetId, rooms)
  }, databaseUrl ?? undefined)
  stage.after(world.remove)
  const process = startCommandWorker<WritingCommand>(new URL('./writing-process.ts', import.meta.url))
  stage.after(process.end)
  const { dataDir, widgetId } = world
  await process.run({ t: 'open', hand, dataDir, databaseUrl, widgetId, rooms: ROOMS, members: MEMBERS })
  return {
    database: databaseUrl === null ? 'SQLite' : 'PostgreSQL',
    hand,
    write: (rows) => process.run({ t: 'write', rows }) as Promise<Written>,
    pace: (perSecond, ms) => process.run({ t: 'pace', perSecond, ms }) as Promise<Paced>,
  }
}
