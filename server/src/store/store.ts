import type { Kysely } from 'kysely'
import type { Clock } from '../chat/clock.ts'
import type { Log } from '../chat/log.ts'
import type { ChatStore } from '../chat/ports.ts'
import type { Limits } from '../config/limits.ts'
import type { Hosts } from './postgres/connections/hosts.ts'
import type { OwnerTables } from './schema/owner-tables.ts'
import type { Database } from './schema/schema.ts'
import type { DiskGuard } from './sqlite/writer/disk-guard.ts'

export interface Store {
  chat: ChatStore
  /** Reads committed data. On SQLite it reads on the event loop: for rows that are found by a key. */
  readDb: Kysely<Database & OwnerTables>
  /** The same for reads of many rows, such as pages of the dashboard: messages do not wait for them. */
  slowReadDb: Kysely<Database & OwnerTables>
  /**
   * For data that changes rarely: widgets, accounts. Each statement commits alone or together with others; there are no
   * transactions.
   */
  control: Kysely<Database & OwnerTables>
  /**
   * Calls back after this node has committed events of a widget's log. Those of other nodes are found by looking.
   * @returns unsubscribe
   */
  onEvents(listener: (widget_id: number) => void): () => void
  /** the history of the database that this node has seen, if DATABASE_URL names several servers */
  timeline?: Pick<Hosts, 'newest' | 'learned'>
  /** Commits the waiting writes, then closes. */
  close(): Promise<void>
}

export interface StoreOptions {
  /** folder of the SQLite file; created if it is missing */
  dataDir: string
  /** `postgres://…`; if it is missing, the store uses SQLite */
  databaseUrl?: string | undefined
  clock: Clock
  log: Log
  /** missing: the defaults */
  limits?: Limits
  /** Keeps the last space of the disk for what makes room. SQLite only. */
  disk?: DiskGuard | undefined
  /** No write is possible any more until a new process starts. SQLite only: the PostgreSQL store reconnects. */
  onDeath?: (error: Error) => void
}
