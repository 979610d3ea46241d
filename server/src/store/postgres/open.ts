import { Kysely } from 'kysely'
import { chatStore } from '../chat-store.ts'
import type { Store, StoreOptions } from '../index.ts'
import type { Database, OwnerTables } from '../schema.ts'
import { isMoving } from '../transfer/is-moving.ts'
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
  const reader = pooled(url, 'read', DEFAULT_READERS)
  const epoch = await readEpoch(reader).catch(async (error: unknown) => {
    await reader.destroy()
    throw error
  })
  const writer = await openWriter({
    url,
    clock,
    log,
    lanes: DEFAULT_LANES,
    ...(maxQueuedWrites === undefined ? {} : { maxQueued: maxQueuedWrites }),
  })
  const control = pooled(url, 'control', CONTROL_CONNECTIONS)
  return {
    chat: chatStore({ epoch, reader: reader as unknown as Kysely<Database>, writer, clock }),
    reader,
    control,
    async close() {
      await writer.close()
      await Promise.all([reader.destroy(), control.destroy()])
    },
  }
}

const pooled = (url: string, purpose: 'read' | 'control', size: number) =>
  new Kysely<Database & OwnerTables>({ dialect: postgresDialect(tellingCallers(openPool(url, purpose, size))) })

async function readEpoch(reader: Kysely<Database & OwnerTables>): Promise<string> {
  if (await isMoving(reader)) {
    throw new Error(
      'DATABASE_URL: an installation is being moved into that database; let `imbachat move` end, or run it again',
    )
  }
  const { epoch } = await reader.selectFrom('installation').select('epoch').executeTakeFirstOrThrow()
  return epoch
}
