import { fileURLToPath } from 'node:url'
import { type Child, startChild } from '../child.ts'
import { processesOfDatabase } from '../database-cost.ts'
import type { Client } from '../load/dialects.ts'
import { ejabberdLibraries, startEjabberd } from '../peers/ejabberd.ts'
import type { Stage } from '../stage.ts'
import { connectClients, type Peer } from '../talking.ts'
import { addRooms, addUsers, emptyRooms } from '../world/fill.ts'
import { serve } from '../world/serve.ts'
import { makeWorld } from '../world/world.ts'

export const OURS = 'ImbaChat on SQLite'
export const OURS_POSTGRES = 'ImbaChat on PostgreSQL'
export const BARE = 'Bun publish, bare'
export const EJABBERD = 'ejabberd on PostgreSQL'
/** The servers that store messages. */
export const STORING: readonly string[] = [OURS, OURS_POSTGRES, EJABBERD]
export const MEMBERS = 10

/** Starts all servers, each with every user in their room. They end with the stage. */
export async function gatherPeers(stage: Stage): Promise<Peer[]> {
  const { plan, processes } = stage
  const count = Math.max(...plan.talks.map((talk) => talk.rooms))
  const { userIds, rooms } = emptyRooms(count, MEMBERS)
  const clientsIn = (client: (userId: string, room: number) => Client) =>
    rooms.flatMap(({ id, members }) => members.map((userId) => client(userId, id)))
  const ours = async (databaseUrl?: string) => {
    const world = await makeWorld(async (db, widgetId) => {
      await addUsers(db, widgetId, userIds)
      await addRooms(db, widgetId, rooms)
    }, databaseUrl)
    stage.after(world.remove)
    return { child: await endingWith(stage, serve(world)), clients: clientsIn(world.client) }
  }
  const plain = clientsIn((token, room) => ({ room, token, widgetId: 0 }))

  const peers = [await connectClients({ name: OURS, dialect: 'imbachat', processes, ...(await ours()) })]
  const bare = await endingWith(stage, startPeer([process.execPath], 'bun-publish.ts'))
  peers.push(await connectClients({ name: BARE, dialect: 'bare', processes, child: bare, clients: plain }))
  if (!plan.others) return peers
  const ws = await endingWith(stage, startPeer(['node'], 'ws.mjs'))
  peers.push(await connectClients({ name: '`ws` on Node', dialect: 'bare', processes, child: ws, clients: plain }))
  const socketIo = await endingWith(stage, startPeer(['node'], 'socket-io.mjs'))
  peers.push(
    await connectClients({
      name: 'Socket.IO on Node',
      dialect: 'socketIo',
      processes,
      child: socketIo,
      clients: plain,
    }),
  )
  const databaseUrl = await stage.postgres()
  if (databaseUrl !== null) {
    const database = await processesOfDatabase(databaseUrl)
    const placed = await ours(databaseUrl)
    peers.push(await connectClients({ name: OURS_POSTGRES, dialect: 'imbachat', database, processes, ...placed }))
    const child = await ejabberd(stage)
    if (child)
      peers.push(await connectClients({ name: EJABBERD, dialect: 'xmpp', child, database, processes, clients: plain }))
  }
  return peers
}

/** Null if it is not installed or does not start, which is noted. */
async function ejabberd(stage: Stage): Promise<Child | null> {
  try {
    const libraries = ejabberdLibraries()
    const databaseUrl = await stage.postgres()
    if (libraries === null || databaseUrl === null) throw new Error('it is not installed')
    return await endingWith(stage, startEjabberd(libraries, databaseUrl))
  } catch (error) {
    stage.notes.push(`ejabberd was not measured: ${error instanceof Error ? error.message : String(error)}`)
    return null
  }
}

async function endingWith(stage: Stage, starting: Promise<Child>): Promise<Child> {
  const child = await starting
  stage.after(child.stop)
  return child
}

function startPeer(runtime: string[], file: string): Promise<Child> {
  return startChild([...runtime, fileURLToPath(new URL(`../peers/${file}`, import.meta.url))])
}
