import { join } from 'node:path'
import { Kysely, sql } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import { messageOf } from '../../error-message.ts'
import { chatStore } from '../chat-store.ts'
import { fairReads } from '../fair-queue/fair-reads.ts'
import type { Database, OwnerTables } from '../schema/schema.ts'
import type { Store, StoreOptions } from '../store.ts'
import { isMoving } from '../transfer/is-moving.ts'
import { hostsOf } from './connections/hosts.ts'
import { openPool } from './connections/pool.ts'
import { timelineFile } from './connections/timeline-file.ts'
import { postgresDialect, tellingCallers } from './dialect.ts'
import { keepStatistics } from './keep-statistics.ts'
import { migrate } from './migrate.ts'
import { watchLogs } from './watch-logs.ts'
import { openWriter } from './writer/writer.ts'

/** At this difference of two clocks, the start warns about it. */
const CLOCK_SKEW_SECONDS = 5

/** For statements of the dashboard and the command line. */
const CONTROL_CONNECTIONS = 2

/**
 * Each writing connection allows one more commit at the same time; more than the disk can sync in parallel gain
 * nothing.
 */
export function shareOut(connections: number): { lanes: number; readers: number; slowReaders: number } {
  const shared = connections - CONTROL_CONNECTIONS
  const lanes = Math.max(1, Math.floor((shared * 2) / 7))
  const slowReaders = Math.ceil((shared - lanes) / 4)
  return { lanes, readers: shared - lanes - slowReaders, slowReaders }
}

/**
 * Several servers may use one database at once. @throws Error if the database is unreachable, can't be migrated, or
 * does not promise durability
 */
export async function openPostgresStore(
  url: string,
  { clock, log, limits = DEFAULT_LIMITS, dataDir }: StoreOptions,
): Promise<Store> {
  const { lanes, readers, slowReaders } = shareOut(limits.DATABASE_CONNECTIONS)
  const hosts = hostsOf(url)
  if (dataDir !== '' && hosts.count > 1) hosts.rememberIn(timelineFile(join(dataDir, 'postgres-timeline'), log))
  await migrate(url, clock.now()).catch((error: unknown) => {
    throw new Error(`DATABASE_URL: ${messageOf(error)}`, { cause: error })
  })
  const readDb = pooled(url, 'read', readers)
  const epoch = await readEpoch(readDb).catch(async (error: unknown) => {
    await readDb.destroy()
    throw error
  })
  await compareClocks(readDb, clock, log)
  const control = pooled(url, 'control', CONTROL_CONNECTIONS)
  const logs = await watchLogs(control as unknown as Kysely<Database>, clock, log)
  const writer = await openWriter({ url, clock, log, lanes, limits, logs })
  logs.numberWith((widget_id) => writer.write('numberEvents', { widget_id }))
  const slowReadDb = pooled(url, 'read slowly', slowReaders)
  const stopStatistics = keepStatistics(control, clock, log)
  const chat = chatStore({
    epoch,
    readDb: readDb as unknown as Kysely<Database>,
    inTurn: fairReads(readers),
    writer,
    clock,
  })
  return {
    chat: {
      ...chat,
      async keepEvents(input) {
        await chat.keepEvents(input)
        await logs.look()
      },
      async eventsAfter(widget_id, page) {
        await logs.settled(widget_id)
        return chat.eventsAfter(widget_id, page)
      },
      async eventSpan(widget_id) {
        await logs.settled(widget_id)
        return chat.eventSpan(widget_id)
      },
    },
    readDb,
    slowReadDb,
    control,
    onEvents: logs.onEach,
    ...(hosts.count > 1 && { timeline: hosts }),
    async close() {
      stopStatistics()
      // From here on writes are refused. Events that have no number yet get it from another node or the next start.
      const written = writer.close()
      await logs.close()
      await written
      await Promise.all([readDb.destroy(), slowReadDb.destroy(), control.destroy()])
    },
  }
}

const pooled = (url: string, purpose: 'read' | 'read slowly' | 'control', size: number) =>
  new Kysely<Database & OwnerTables>({ dialect: postgresDialect(tellingCallers(openPool(url, purpose, size))) })

async function readEpoch(readDb: Kysely<Database & OwnerTables>): Promise<string> {
  if (await isMoving(readDb)) {
    throw new Error(
      'DATABASE_URL: an installation is being moved into that database; let `imbachat move` finish, or run it again',
    )
  }
  const { epoch } = await readDb.selectFrom('installation').select('epoch').executeTakeFirstOrThrow()
  return epoch
}

/** Messages carry this machine's time, so nodes whose clocks differ date the messages of one room differently. */
async function compareClocks(readDb: Kysely<Database & OwnerTables>, clock: Clock, log: Log): Promise<void> {
  const { rows } = await sql<{ ms: string }>`select extract(epoch from clock_timestamp()) * 1000 as ms`.execute(readDb)
  const seconds = Math.round(Math.abs(Number(rows[0]?.ms) - clock.now()) / 1_000)
  if (seconds < CLOCK_SKEW_SECONDS) return
  log.warn(
    `the clocks of this machine and of the database differ by ${seconds} s: run a time service (chrony or ` +
      'systemd-timesyncd) on both',
  )
}
