import { Kysely } from 'kysely'
import { chatStore } from '../chat-store.ts'
import type { Store, StoreOptions } from '../index.ts'
import type { Database, OwnerTables } from '../schema.ts'
import { postgresDialect, tellingCallers } from './dialect.ts'
import { migrate } from './migrate.ts'
import { openPool } from './pool.ts'
import { openWriter } from './writer.ts'

/** Connections that write. Each adds a commit under way at the same time; more than the disk can sync beside one another bring nothing. */
export const DEFAULT_LANES = 4

/** Connections that read. */
export const DEFAULT_READERS = 10

/** Connections for statements of the cabinet and the command line. */
const CONTROL_CONNECTIONS = 2

/** Several servers may have one database open at once. @throws Error when it can't be reached, migrated, or made durable */
export async function openPostgresStore(url: string, { clock, log, maxQueuedWrites }: StoreOptions): Promise<Store> {
  await migrate(url, clock.now()).catch((error: unknown) => {
    throw new Error(`DATABASE_URL: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  })
  const writer = await openWriter({
    url,
    clock,
    log,
    lanes: DEFAULT_LANES,
    ...(maxQueuedWrites === undefined ? {} : { maxQueued: maxQueuedWrites }),
  })
  const pooled = (purpose: 'read' | 'control', size: number) =>
    new Kysely<Database & OwnerTables>({ dialect: postgresDialect(tellingCallers(openPool(url, purpose, size))) })
  const reader = pooled('read', DEFAULT_READERS)
  const control = pooled('control', CONTROL_CONNECTIONS)
  return {
    chat: chatStore({ reader: reader as unknown as Kysely<Database>, writer, clock }),
    reader,
    control,
    async close() {
      await writer.close()
      await Promise.all([reader.destroy(), control.destroy()])
    },
  }
}
