import type { Kysely } from 'kysely'
import type { Clock } from '../domain/clock.ts'
import type { Log } from '../domain/log.ts'
import type { ChatStore } from '../domain/ports.ts'
import type { OwnerTables } from './owner-schema.ts'
import { openPostgresStore } from './postgres/open.ts'
import type { Database } from './schema.ts'
import { openSqliteStore } from './sqlite/open.ts'

export interface Store {
  chat: ChatStore
  /** Reads what has been committed. */
  reader: Kysely<Database & OwnerTables>
  /** For what changes seldom: widgets, accounts. Each statement is a commit of its own or shares one with others: no transactions. */
  control: Kysely<Database & OwnerTables>
  /** Commits what waits, then closes. */
  close(): Promise<void>
}

export interface StoreOptions {
  /** where SQLite's file is; made when missing */
  dataDir: string
  /** `postgres://…`; without it SQLite */
  databaseUrl?: string | undefined
  clock: Clock
  log: Log
  /** writes that may wait for a commit before more are refused with `server_busy` */
  maxQueuedWrites?: number
  /** to PostgreSQL: 2 for `control`, two sevenths of the rest write, the others read; 5 or more */
  maxConnections?: number
  /** rooms, dialogs among them, that one user may be in; 0 or none: no limit */
  mostRooms?: number
  /** Nothing can be written any more, and only a new process changes that. SQLite only: PostgreSQL is connected to anew. */
  onDeath?: (error: Error) => void
}

/**
 * Opens the database and brings its tables up to date.
 * @throws Error when it can't be reached, migrated, or made durable
 */
export function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl } = options
  return databaseUrl === undefined ? openSqliteStore(options) : openPostgresStore(databaseUrl, options)
}
