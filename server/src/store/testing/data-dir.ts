import { Database } from 'bun:sqlite'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { openSqliteStore, sqlitePath } from '../sqlite/open.ts'

interface DataDir {
  dataDir: string
  remove(): void
}

/** Makes a fresh DATA_DIR; `remove` deletes it. */
export function freshDataDir(): DataDir {
  const dir = mkdtempSync(join(tmpdir(), 'imbachat-'))
  return { dataDir: join(dir, 'data'), remove: () => rmSync(dir, { recursive: true, force: true }) }
}

// Each test file may have separate modules; the template is one for the whole run.
const shared = globalThis as { imbachatTestDatabase?: Promise<Uint8Array> }

/** The same with a database that has all tables, for tests that are not about them: migrations take longer. */
export async function dataDirWithTables(): Promise<DataDir> {
  shared.imbachatTestDatabase ??= makeDatabase()
  const made = freshDataDir()
  mkdirSync(made.dataDir, { recursive: true, mode: 0o700 })
  writeFileSync(sqlitePath(made.dataDir), await shared.imbachatTestDatabase, { mode: 0o600 })
  return made
}

async function makeDatabase(): Promise<Uint8Array> {
  const { dataDir, remove } = freshDataDir()
  const store = await openSqliteStore({ dataDir, clock: systemClock, log: silentLog })
  await store.close()
  // the store's last connection only reads: it leaves the tables in the log
  const db = new Database(sqlitePath(dataDir))
  db.run('pragma wal_checkpoint(truncate)')
  db.close()
  const bytes = readFileSync(sqlitePath(dataDir))
  remove()
  return bytes
}
