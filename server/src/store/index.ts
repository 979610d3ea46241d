import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { Kysely, SqliteDialect } from 'kysely'
import type { Clock } from '../domain/clock.ts'
import type { Log } from '../domain/log.ts'
import type { ChatStore } from '../domain/ports.ts'
import { chatStore } from './chat-store.ts'
import type { OwnerTables } from './owner-schema.ts'
import type { Database } from './schema.ts'
import { kyselyConnection, openReaderConnection } from './sqlite/connection.ts'
import { controlDialect } from './sqlite/control-dialect.ts'
import { openWriter } from './sqlite/writer.ts'

export interface Store {
  chat: ChatStore
  /** Reads at once, on this thread, what has been committed. */
  reader: Kysely<Database & OwnerTables>
  /** Each statement runs in the writer's thread. For what changes seldom: widgets, accounts. No transactions. */
  control: Kysely<Database & OwnerTables>
  /** Commits what waits, then closes. */
  close(): Promise<void>
}

export interface StoreOptions {
  /** made when missing */
  dataDir: string
  clock: Clock
  log: Log
  /** writes that may wait for a commit before more are refused with `server_busy` */
  maxQueuedWrites?: number
}

/**
 * Opens DATA_DIR/imbachat.sqlite and brings its tables up to date. Several processes may have it open at once.
 * @throws Error when the file can't be opened, migrated, or made durable
 */
export async function openStore({ dataDir, clock, log, maxQueuedWrites }: StoreOptions): Promise<Store> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const path = join(dataDir, 'imbachat.sqlite')
  // Names, e-mail addresses and messages of a site's users: nobody else on this machine reads them. SQLite gives its side files the same mode.
  closeSync(openSync(path, 'a', 0o600))
  const writer = await openWriter({
    path,
    now: clock.now(),
    log,
    ...(maxQueuedWrites === undefined ? {} : { maxQueued: maxQueuedWrites }),
  })
  const reader = new Kysely<Database & OwnerTables>({
    dialect: new SqliteDialect({ database: kyselyConnection(openReaderConnection(path)) }),
  })
  // Kysely opens lazily; a reader that can't read should stop the start, not the first visitor.
  await reader.selectFrom('widget').select('id').limit(1).execute()
  const control = new Kysely<Database & OwnerTables>({ dialect: controlDialect(writer) })
  return {
    chat: chatStore({ reader: reader as unknown as Kysely<Database>, writer, clock }),
    reader,
    control,
    async close() {
      await writer.close()
      await reader.destroy()
    },
  }
}
