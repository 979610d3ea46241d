import { statSync } from 'node:fs'
import { type Selectable, sql } from 'kysely'
import { ConfigError } from '../../config/config-error.ts'
import { openDataDir } from '../../config/data-dir.ts'
import { openStore } from '../index.ts'
import { migrate } from '../postgres/migrate.ts'
import type { Database } from '../schema/schema.ts'
import { lockDataDir } from '../sqlite/data-dir-lock.ts'
import { sqlitePath } from '../sqlite/open.ts'
import type { StoreOptions } from '../store.ts'
import { writeBackup } from './backup.ts'
import { moveInto } from './move.ts'
import { restoreBackup } from './restore.ts'
import type { Progress } from './rows.ts'
import { postgresConnection, sqliteConnection } from './single-connection.ts'
import { postgresSnapshot, sqliteSnapshot } from './snapshot.ts'

type Where = Pick<StoreOptions, 'dataDir' | 'databaseUrl' | 'clock' | 'log'>

/**
 * A command that runs without the server's settings would make an empty database, and copy that.
 * @throws ConfigError
 */
export function mustHaveDatabase({ databaseUrl, dataDir }: Pick<Where, 'databaseUrl' | 'dataDir'>): void {
  if (databaseUrl !== undefined || statSync(sqlitePath(dataDir), { throwIfNoEntry: false })) return
  throw new ConfigError(`there is no database in DATA_DIR "${dataDir}": run this command with the server's DATA_DIR`)
}

/**
 * Makes a backup while a server may be running. @returns rows @throws Error if the database can't be read or the file
 * can't be written
 */
export async function backupStore(where: Where, path: string, progress: Progress): Promise<number> {
  await bringUpToDate(where)
  const { databaseUrl, dataDir, clock } = where
  const snapshot = await (databaseUrl === undefined
    ? sqliteSnapshot(sqlitePath(dataDir))
    : postgresSnapshot(databaseUrl))
  try {
    return await writeBackup(snapshot, path, clock.now(), progress)
  } finally {
    await snapshot.end()
  }
}

/** Keeps that a backup ended, for the list in the dashboard. */
export async function recordBackup(
  where: Where,
  run: Omit<Selectable<Database['backup_run']>, 'id' | 'ended_at'>,
): Promise<void> {
  const store = await openStore(where)
  try {
    const row = { ...run, id: crypto.randomUUID(), ended_at: where.clock.now() }
    await store.control.insertInto('backup_run').values(row).execute()
  } finally {
    await store.close()
  }
}

/** See `restoreBackup`. */
export async function restoreStore(where: Where, path: string, progress: Progress): Promise<number> {
  return withoutServer(where, () => restoreInto(where, path, progress))
}

async function restoreInto(where: Where, path: string, progress: Progress): Promise<number> {
  await bringUpToDate(where)
  const { databaseUrl, dataDir } = where
  const { db, close } = await (databaseUrl === undefined
    ? sqliteConnection(sqlitePath(dataDir))
    : postgresConnection(databaseUrl))
  try {
    return await restoreBackup(db, path, progress)
  } finally {
    await close()
  }
}

/** Moves from SQLite in DATA_DIR; other writes wait until the move is over. See `moveInto`. */
export async function moveStore(where: Omit<Where, 'databaseUrl'>, to: string, progress: Progress): Promise<number> {
  mustHaveDatabase(where)
  return withoutServer(where, () => moveTo(where, to, progress))
}

async function moveTo(where: Omit<Where, 'databaseUrl'>, to: string, progress: Progress): Promise<number> {
  await bringUpToDate(where)
  await migrate(to, where.clock.now())
  const path = sqlitePath(where.dataDir)
  const lock = await sqliteConnection(path)
  try {
    await sql`begin immediate`.execute(lock.db)
    const source = await sqliteSnapshot(path)
    const target = await postgresConnection(to)
    try {
      return await moveInto(target.db, source, () => postgresSnapshot(to), progress)
    } finally {
      await Promise.all([source.end(), target.close()])
    }
  } finally {
    await lock.close()
  }
}

/** @throws ConfigError if a server has SQLite in DATA_DIR open */
export async function withoutServer<T>(
  { databaseUrl, dataDir }: Pick<Where, 'databaseUrl' | 'dataDir'>,
  act: () => Promise<T>,
) {
  if (databaseUrl !== undefined) return act()
  openDataDir(dataDir)
  const lock = await lockDataDir(dataDir)
  return act().finally(() => lock.release())
}

async function bringUpToDate(where: Where): Promise<void> {
  await (await openStore(where)).close()
}
