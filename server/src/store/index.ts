import { openPostgresStore } from './postgres/open.ts'
import { openSqliteStore } from './sqlite/open.ts'
import type { Store, StoreOptions } from './store.ts'

/**
 * Opens the database and migrates its tables.
 * @throws Error if the database is unreachable, can't be migrated, or does not promise durability
 */
export function openStore(options: StoreOptions): Promise<Store> {
  const { databaseUrl } = options
  return databaseUrl === undefined ? openSqliteStore(options) : openPostgresStore(databaseUrl, options)
}
