import { hostname } from 'node:os'
import type { ServerNode } from '@imbachat/protocol/http/administration'
import { type Kysely, sql } from 'kysely'
import packageJson from '../../../package.json' with { type: 'json' }
import type { Bus } from '../../chat/bus.ts'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import type { Database } from '../../store/schema/schema.ts'

/** Milliseconds. */
const REPORT_EVERY = 15_000
/** A node without a report for this long has stopped, or can't reach the database. */
const SILENT_AFTER = 45_000
/** After this a node that went away is forgotten. */
const FORGOTTEN_AFTER = 24 * 3_600_000
/** Milliseconds that a timer is set for, to see how late it comes. */
const TIMER = 20

type NodeFacts = Omit<ServerNode, 'node_id' | 'this' | 'alive' | 'seen_at'>

/** The state of this server's nodes. */
export interface Nodes {
  /** this node first, the others by name */
  list(): Promise<ServerNode[]>
  close(): Promise<void>
}

interface NodesDeps {
  control: Kysely<Database>
  readDb: Kysely<Database>
  bus: Pick<Bus, 'node_id' | 'link'>
  connections(): { websockets: number; streams: number }
  /** true: there may be other nodes, so each stores its state four times a minute */
  several: boolean
  clock: Clock
  log: Log
}

/** The name of a node that runs, in a database of several nodes; null: none does. */
export async function runningNode({ readDb, clock }: Pick<NodesDeps, 'readDb' | 'clock'>): Promise<string | null> {
  const row = await readDb
    .selectFrom('server_node')
    .select('facts')
    .where('seen_at', '>', clock.now() - SILENT_AFTER)
    .executeTakeFirst()
  return row === undefined ? null : (JSON.parse(row.facts) as NodeFacts).name
}

/**
 * Reports are in the database, not on the bus: an administrator wants to find a node that lost the bus. A server of one
 * node writes none.
 */
export function createNodes({ control, readDb, bus, connections, several, clock, log }: NodesDeps): Nodes {
  const started_at = clock.now()
  let cancel = () => {}
  let reporting = Promise.resolve()
  let closed = false

  async function facts(): Promise<NodeFacts> {
    const { websockets, streams } = connections()
    return {
      name: hostname(),
      version: packageJson.version,
      started_at,
      connections: websockets + streams,
      memory_bytes: process.memoryUsage.rss(),
      loop_late_ms: await timerDelay(),
      database_ms: await databaseDelay(),
      bus: bus.link(),
    }
  }

  async function databaseDelay(): Promise<number | null> {
    const began = performance.now()
    try {
      await sql`select 1`.execute(readDb)
      return tenths(performance.now() - began)
    } catch {
      return null
    }
  }

  async function report(): Promise<void> {
    const row = { seen_at: clock.now(), facts: JSON.stringify(await facts()) }
    await control
      .insertInto('server_node')
      .values({ id: bus.node_id, ...row })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
      .execute()
    await control
      .deleteFrom('server_node')
      .where('seen_at', '<', clock.now() - FORGOTTEN_AFTER)
      .execute()
  }

  function reportFromNowOn(): void {
    reporting = report()
      .catch((error: unknown) => log.warn('this node could not store its state', { error }))
      .finally(() => {
        if (!closed) cancel = clock.after(REPORT_EVERY, reportFromNowOn)
      })
  }
  if (several) reportFromNowOn()

  return {
    async list() {
      const now = clock.now()
      const rows = several ? await readDb.selectFrom('server_node').selectAll().limit(1_000).execute() : []
      const others = rows
        .filter(({ id }) => id !== bus.node_id)
        .map(({ id, seen_at, facts }): ServerNode => {
          const alive = now - seen_at < SILENT_AFTER
          return { ...(JSON.parse(facts) as NodeFacts), node_id: id, this: false, alive, seen_at }
        })
        .sort((a, b) => a.name.localeCompare(b.name) || b.started_at - a.started_at)
      return [{ ...(await facts()), node_id: bus.node_id, this: true, alive: true, seen_at: now }, ...others]
    },
    async close() {
      closed = true
      cancel()
      await reporting
      if (!several) return
      // A node that was shut down in good order does not count as lost.
      await control
        .deleteFrom('server_node')
        .where('id', '=', bus.node_id)
        .execute()
        .catch(() => undefined)
    },
  }
}

/** The delay of a timer, milliseconds: everything else on the event loop waits as long. */
function timerDelay(): Promise<number> {
  const began = performance.now()
  return new Promise((resolve) => {
    setTimeout(() => resolve(tenths(Math.max(0, performance.now() - began - TIMER))), TIMER)
  })
}

const tenths = (ms: number): number => Math.round(ms * 10) / 10
