import type { Kysely } from 'kysely'
import type { Clock } from '../chat/clock.ts'
import type { Log } from '../chat/log.ts'
import type { ChatStore, JoinLimits } from '../chat/ports.ts'
import type { Hosts } from './postgres/connections/hosts.ts'
import { openPostgresStore } from './postgres/open.ts'
import type { OwnerTables } from './schema/owner-schema.ts'
import type { Database } from './schema/schema.ts'
import { openSqliteStore } from './sqlite/open.ts'
import type { DiskGuard } from './sqlite/writer/disk-guard.ts'

export interface Store {
  chat: ChatStore
  /** Reads committed data. On SQLite it reads on the event loop: for rows that are found by a key. */
  readDb: Kysely<Database & OwnerTables>
  /** The same for what may look at many rows, such as pages of the dashboard: messages do not wait for it. */
  slowReadDb: Kysely<Database & OwnerTables>
  /**
   * For data that changes seldom: widgets, accounts. Each statement commits alone or together with others; there are no
   * transactions.
   */
  control: Kysely<Database & OwnerTables>
  /** which history of the database this node has seen, where DATABASE_URL names several servers */
  timeline?: Pick<Hosts, 'newest' | 'heard'>
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
  /** writes that may wait for a commit; the store refuses further writes with `server_busy` */
  maxQueuedWrites?: number
  /**
   * to PostgreSQL, at least 5: 2 serve `control`, two sevenths of the rest write, the others read, a quarter of them
   * for `slowReadDb`
   */
  maxConnections?: number
  /** rooms, including dialogs, that one user may be in; 0 or missing: no limit */
  mostRooms?: number
  /** rooms that one user may pin; missing: 10 */
  mostPinned?: number
  /** messages that may be pinned in one room; missing: 100 */
  mostPins?: number
  /** users that one user may block; 0 or missing: no limit */
  mostBlocked?: number
  /** messages that one user may star; 0 or missing: no limit */
  mostStarred?: number
  /** stretches of messages that one user may hide in a room; 0 or missing: no limit */
  mostHidden?: number
  /** open reports of rules about one user; 0 or missing: no limit */
  mostFlags?: number
  /** messages of one user that wait for review; 0 or missing: no limit */
  mostHeld?: number
  /** how many requests to join may be open; missing: any number, and no wait after a decline */
  joinLimits?: JoinLimits
  /** members of a room up to which joins and leaves have notices; default 0: of none */
  liveMembers?: number
  /** Keeps the last space of the disk for what makes room. SQLite only. */
  disk?: DiskGuard | undefined
  /** No write is possible any more until a new process starts. SQLite only: the PostgreSQL store reconnects. */
  onDeath?: (error: Error) => void
}

/**
 * Opens the database and migrates its tables.
 * @throws Error if the database is unreachable, can't be migrated, or does not promise durability
 */
export function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl } = options
  return databaseUrl === undefined ? openSqliteStore(options) : openPostgresStore(databaseUrl, options)
}
